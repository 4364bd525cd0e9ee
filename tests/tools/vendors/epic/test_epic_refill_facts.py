"""What Epic tells of a refill by its searches: prescriptions, fills of its own pharmacies, allergies, visits and labs."""

from datetime import date

from epic_clinic import EpicClinic

from demo import people
from tools.ehr.refill_results import FactsWanted, RefillFactsRead

OSCAR, CARLOS = people.OSCAR_LINDGREN, people.CARLOS_DE_LA_CRUZ


async def facts_of(epic: EpicClinic, person: people.Person) -> RefillFactsRead:
    wanted = FactsWanted(
        since=date(2023, 3, 2),
        zone=epic.settings.zone,
        labs=[code for codes in epic.settings.refills.labs.values() for code in codes],
        clinician_ids=[each.id for each in (await epic.profile.workplace()).directory.clinicians],
    )
    read = await epic.profile.chart.refill_facts(person.id, wanted)
    assert isinstance(read, RefillFactsRead), read
    return read


async def test_a_chart_at_epic_is_read_in_all_its_parts(epic: EpicClinic) -> None:
    facts = (await facts_of(epic, OSCAR)).facts
    assert facts.gaps == ()
    assert facts.prescriptions is not None
    assert [(each.name, each.refills, each.from_here) for each in facts.prescriptions] == [
        ("Atorvastatin 20 mg tablet", 2, True)
    ]
    assert facts.fills is not None
    assert [each.days for each in facts.fills] == [90, 90, 90]
    assert facts.labs is not None
    assert [each.code for each in facts.labs] == ["13457-7"]
    assert facts.visits
    assert facts.allergies == ()


async def test_allergies_at_epic_are_read(epic: EpicClinic) -> None:
    facts = (await facts_of(epic, CARLOS)).facts
    assert facts.allergies is not None
    assert [each.substance for each in facts.allergies] == ["Lisinopril"]
