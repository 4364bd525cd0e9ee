"""The chart at Epic: prescriptions are read, a note goes onto the visit of its day, everything else to staff."""

from datetime import datetime, timedelta

import pytest
from epic_clinic import EpicClinic

from demo import people
from tools.ehr.chart_port import Note
from tools.ehr.chart_results import Documented
from tools.ehr.results import Refused, Unknown

MARIA = people.MARIA_ALVAREZ


def note_at(moment: datetime) -> Note:
    return Note(
        channel="phone", summary="Asked where to park.", started=moment, ended=moment + timedelta(minutes=3)
    )


async def visit_of(epic: EpicClinic) -> tuple[str, datetime]:
    """A patient with one visit on a day, and a moment of that day."""
    for encounter in await epic.record.search("Encounter", [("_count", "200")]):
        patient = encounter["subject"]["reference"].partition("/")[2]
        moment = datetime.fromisoformat(encounter["period"]["start"])
        day = moment.astimezone(epic.settings.zone).date()
        same = await epic.record.search(
            "Encounter", [("patient", f"Patient/{patient}"), ("date", day.isoformat())]
        )
        if [each["id"] for each in same] == [encounter["id"]]:
            return patient, moment
    raise AssertionError("the demo has no such visit")


async def test_a_note_on_a_day_without_a_visit_is_left_to_our_own_record(epic: EpicClinic) -> None:
    refused = await epic.profile.chart.document(MARIA.id, note_at(epic.clock.now()), "k")
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"
    assert epic.sent("DocumentReference") == 0


async def test_a_note_is_filed_on_the_visit_of_its_day_for_somebody_to_sign(epic: EpicClinic) -> None:
    patient, moment = await visit_of(epic)
    filed = await epic.profile.chart.document(patient, note_at(moment), "k")
    assert isinstance(filed, Documented), filed
    [document] = await epic.changed()
    assert (document["docStatus"], document["subject"]["reference"]) == ("preliminary", f"Patient/{patient}")


async def test_a_note_whose_answer_was_lost_is_not_filed_again(epic: EpicClinic) -> None:
    patient, moment = await visit_of(epic)
    epic.server.faults.arm("lost after", "POST DocumentReference")
    assert isinstance(await epic.profile.chart.document(patient, note_at(moment), "k"), Unknown)
    assert len(await epic.changed()) == 1


async def test_active_prescriptions_are_read(epic: EpicClinic) -> None:
    """As many as Epic's own record has for the patient."""
    orders = await epic.record.search("MedicationRequest", [("status", "active"), ("_count", "200")])
    patient = orders[0]["subject"]["reference"].partition("/")[2]
    found = await epic.profile.chart.medications(patient)
    assert not isinstance(found, Refused)
    mine = {each["id"] for each in orders if each["subject"]["reference"] == f"Patient/{patient}"}
    assert {each.id for each in found} == mine


@pytest.mark.parametrize("kind", ["refill", "referral", "records", "message"])
async def test_what_epic_takes_from_nobody_else_is_for_staff(epic: EpicClinic, kind: str) -> None:
    refused = await epic.ehr.submit_request(
        epic.session(MARIA), kind=kind, text="please", idempotency_key="k"
    )
    assert isinstance(refused, Refused), refused
    assert refused.code == "not_supported"
    assert epic.profile.capabilities[kind].how == "staff_request"  # type: ignore[index]
    assert await epic.changed() == []
