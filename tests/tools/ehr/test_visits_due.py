"""visits_due: what outreach reads: every booked visit of a window once, with how its patient is reached."""

from datetime import timedelta

import pytest

import demo
from demo import people
from tools.ehr.chart_results import VisitsDue
from tools.ehr.results import Refused

START, END = demo.DEMO_NOW, demo.DEMO_NOW + timedelta(days=14)


@pytest.fixture
def service(clinic):
    return clinic.session(role="service")


async def all_pages(clinic, service, limit):
    visits, page = [], ""
    while True:
        due = await clinic.ehr.visits_due(service, start=START, end=END, page=page, limit=limit)
        assert isinstance(due, VisitsDue), due
        assert len(due.visits) <= limit
        visits += due.visits
        page = due.next_page
        if not page:
            return visits


async def test_a_visit_comes_with_language_and_phones(clinic, service):
    due = await all_pages(clinic, service, 200)
    (lucia,) = [each for each in due if each.patient_id == people.LUCIA_HERNANDEZ.id]
    assert (lucia.first_name, lucia.language, lucia.phones) == ("Lucía", "es", ("+13475550118",))
    assert lucia.appointment.id == "appointment-lucia-hernandez"
    assert {each.appointment.status for each in due} == {"booked"}


@pytest.mark.parametrize("limit", [1, 7, 50])
async def test_pages_of_any_size_hold_every_visit_once_and_in_order(clinic, service, limit):
    whole = await all_pages(clinic, service, 200)
    assert len(whole) > 30
    paged = await all_pages(clinic, service, limit)
    assert paged == whole
    starts = [each.appointment.start for each in whole]
    assert starts == sorted(starts)


async def test_what_is_cancelled_or_moved_away_while_pages_are_read_hides_nothing_else(clinic, service):
    whole = await all_pages(clinic, service, 200)
    first = await clinic.ehr.visits_due(service, start=START, end=END, limit=5)
    gone = await clinic.appointment(first.visits[-1].appointment.id)
    await clinic.fhir.update(gone | {"status": "cancelled"})
    second = await clinic.ehr.visits_due(service, start=START, end=END, page=first.next_page, limit=5)
    assert second.visits == tuple(whole[5:10])


async def test_nothing_is_due_for_somebody_who_died(clinic, service):
    lucia = await clinic.fhir.read("Patient", people.LUCIA_HERNANDEZ.id)
    await clinic.fhir.update(lucia | {"deceasedBoolean": True})
    due = await all_pages(clinic, service, 200)
    assert people.LUCIA_HERNANDEZ.id not in {each.patient_id for each in due}


@pytest.mark.parametrize("role", ["patient", "staff"])
async def test_only_the_service_reads_it(clinic, role):
    refused = await clinic.ehr.visits_due(
        clinic.session(people.MARIA_ALVAREZ, role=role), start=START, end=END
    )
    assert refused == Refused(code="not_allowed", detail="role")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"end": START}, "end"),
        ({"end": START + timedelta(days=63)}, "end"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"page": "nonsense"}, "page"),
        ({"page": "2026-03-03T10:00:00Z~../x"}, "page"),
    ],
)
async def test_arguments_that_cannot_be_used_are_named(clinic, service, more, named):
    refused = await clinic.ehr.visits_due(service, **({"start": START, "end": END} | more))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.detail.startswith(named)) == ("invalid_argument", True)
