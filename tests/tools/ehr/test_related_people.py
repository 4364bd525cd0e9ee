"""related_people: who acts for a patient, and what the clinic's consent rules let them have done."""

from datetime import date

from clinic.guardians import ALL
from demo import people
from tools.ehr.chart_results import RelatedPeople


async def test_a_small_childs_parents_may_have_everything_done(clinic):
    found = await clinic.ehr.related_people(clinic.session(people.LEO_FERREIRA))
    assert isinstance(found, RelatedPeople)
    assert {(each.first_name, each.relationships, each.may) for each in found.representatives} == {
        ("Ana", ("MTH",), ALL),
        ("Marco", ("FTH",), ALL),
    }


async def test_a_mother_who_is_a_patient_herself_sees_for_whom_she_may_act(clinic):
    found = await clinic.ehr.related_people(clinic.session(people.ANA_FERREIRA))
    assert isinstance(found, RelatedPeople)
    [leo] = found.dependents
    assert (leo.patient_id, leo.may) == (people.LEO_FERREIRA.id, ALL)


async def test_at_twelve_a_parent_may_only_book_and_at_eighteen_nothing(clinic):
    born = people.LEO_FERREIRA.birth_date
    for years, may in ((12, ("book",)), (18, ())):
        birthday = date(born.year + years, born.month, born.day)
        clinic.clock.advance(birthday - clinic.clock.now().date())
        found = await clinic.ehr.related_people(clinic.session(people.LEO_FERREIRA))
        assert isinstance(found, RelatedPeople)
        assert {each.may for each in found.representatives} == {may}


async def test_somebody_without_representatives_has_none(clinic):
    found = await clinic.ehr.related_people(clinic.session(people.MARIA_ALVAREZ))
    assert found == RelatedPeople(representatives=(), dependents=())
