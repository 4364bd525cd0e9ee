"""join_waitlist, leave_waitlist: one wish a visit type, replaced by a new one, gone when it is withdrawn."""

from datetime import date

import pytest

from demo import people
from tools.ehr.chart_results import LeftWaitlist, OnWaitlist, Waitlisted
from tools.ehr.results import Refused

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
OSEI = "practitioner-osei"


async def test_who_joins_waits_as_an_appointment_without_a_time(clinic):
    joined = await clinic.ehr.join_waitlist(
        clinic.session(MARIA),
        visit_type="follow_up",
        idempotency_key="k",
        clinician_ids=[OSEI],
        date_from=date(2026, 3, 3),
        date_to=date(2026, 3, 20),
        time_from="13:00",
    )
    assert isinstance(joined, OnWaitlist)
    assert (joined.entry.date_from, joined.entry.date_to) == (date(2026, 3, 3), date(2026, 3, 20))
    ((name, (before, after)),) = (await clinic.changes()).items()
    assert (name, before) == (f"Appointment/{joined.entry.id}", None)
    assert after == {
        "resourceType": "Appointment",
        "id": joined.entry.id,
        "identifier": [{"system": "urn:frontdesk:waitlist", "value": "k"}],
        "status": "waitlist",
        "serviceType": [{"coding": [{"code": "follow-up"}], "text": "follow-up visit"}],
        "description": "follow-up visit",
        "minutesDuration": 20,
        "created": "2026-03-02T13:00:00Z",
        "comment": "from 13:00",
        "requestedPeriod": [{"start": "2026-03-03T05:00:00Z", "end": "2026-03-21T04:00:00Z"}],
        "participant": [
            {"actor": {"reference": f"Patient/{MARIA.id}"}, "status": "accepted"},
            {"actor": {"reference": f"Practitioner/{OSEI}"}, "status": "needs-action"},
        ],
    }


async def test_a_new_wish_replaces_the_one_before(clinic):
    session = clinic.session(MARIA)
    first = await clinic.ehr.join_waitlist(
        session, visit_type="follow_up", idempotency_key="a", clinician_ids=[OSEI]
    )
    second = await clinic.ehr.join_waitlist(session, visit_type="follow_up", idempotency_key="b")
    assert (second.entry.id, second.entry.clinician_ids) == (first.entry.id, ())
    assert list(await clinic.changes()) == [f"Appointment/{first.entry.id}"]
    again = await clinic.ehr.join_waitlist(
        session, visit_type="follow_up", idempotency_key="a", clinician_ids=[OSEI]
    )
    assert again == second, "a retry of the first wish does not bring it back"


async def test_a_waitlist_entry_is_no_visit(clinic):
    session = clinic.session(MARIA)
    await clinic.ehr.join_waitlist(session, visit_type="follow_up", idempotency_key="a")
    assert (await clinic.ehr.list_appointments(session)).appointments == ()


async def test_leaving_withdraws_the_entries_and_a_retry_says_the_same(clinic):
    session = clinic.session(MARIA)
    for visit_type in ("follow_up", "sick_visit"):
        await clinic.ehr.join_waitlist(session, visit_type=visit_type, idempotency_key=visit_type)
    for _ in range(2):
        left = await clinic.ehr.leave_waitlist(session, idempotency_key="l")
        assert set(left.visit_types) == {"follow_up", "sick_visit"}
    assert {after["status"] for _, after in (await clinic.changes()).values()} == {"cancelled"}


async def test_leaving_for_one_kind_of_visit_leaves_the_others(clinic):
    session = clinic.session(MARIA)
    for visit_type in ("follow_up", "sick_visit"):
        await clinic.ehr.join_waitlist(session, visit_type=visit_type, idempotency_key=visit_type)
    left = await clinic.ehr.leave_waitlist(session, visit_type="follow_up", idempotency_key="l")
    assert left == LeftWaitlist(visit_types=("follow_up",))
    assert await clinic.ehr.leave_waitlist(session, visit_type="follow_up", idempotency_key="m") == (
        LeftWaitlist()
    )
    rest = await clinic.ehr.leave_waitlist(session, idempotency_key="n")
    assert rest == LeftWaitlist(visit_types=("sick_visit",))


async def test_a_join_that_is_retried_after_leaving_does_not_bring_the_entry_back(clinic):
    session = clinic.session(MARIA)
    await clinic.ehr.join_waitlist(session, visit_type="follow_up", idempotency_key="j")
    await clinic.ehr.leave_waitlist(session, idempotency_key="l")
    again = await clinic.ehr.join_waitlist(session, visit_type="follow_up", idempotency_key="j")
    assert again == Refused(code="changed_meanwhile", detail="left since")


async def test_nobody_leaves_for_somebody_else(clinic):
    await clinic.ehr.join_waitlist(clinic.session(MARIA), visit_type="follow_up", idempotency_key="j")
    assert await clinic.ehr.leave_waitlist(clinic.session(GRACE), idempotency_key="l") == LeftWaitlist()
    taken = await clinic.ehr.join_waitlist(clinic.session(GRACE), visit_type="follow_up", idempotency_key="j")
    assert taken == Refused(code="not_allowed", detail="the key belongs to another patient's entry")


@pytest.mark.parametrize(
    ("person", "wish", "refusal"),
    [
        (MARIA, {"visit_type": "well_child"}, ("not_bookable", "too_old")),
        (people.NINA_PETROV, {"visit_type": "follow_up"}, ("not_bookable", "established_patients_only")),
        (MARIA, {"visit_type": "follow_up", "clinician_ids": ["nobody"]}, ("not_found", "clinician_ids")),
        (MARIA, {"visit_type": "follow_up", "site_ids": ["nowhere"]}, ("not_found", "clinician_ids")),
        (
            MARIA,
            {"visit_type": "follow_up", "clinician_ids": ["practitioner-adler"]},
            ("not_bookable", "clinician_does_not_do_this"),
        ),
        (MARIA, {"visit_type": "surgery"}, ("invalid_argument", "visit_type")),
        (MARIA, {"visit_type": "follow_up", "date_to": "2026-03-01"}, ("invalid_argument", "date_from")),
        (MARIA, {"visit_type": "follow_up", "time_from": "noon"}, ("invalid_argument", "time_from")),
    ],
)
async def test_a_wish_that_cannot_be_is_refused(clinic, person, wish, refusal):
    refused = await clinic.ehr.join_waitlist(clinic.session(person), idempotency_key="k", **wish)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.detail[: len(refusal[1])]) == refusal
    assert await clinic.changes() == {}


async def test_a_patient_sees_what_they_wait_for_and_nothing_of_others(clinic):
    session = clinic.session(MARIA)
    none = await clinic.ehr.list_waitlist(session)
    assert none == Waitlisted(entries=())
    for kind, first in (("sick_visit", "2026-03-12"), ("follow_up", "2026-03-05")):
        await clinic.ehr.join_waitlist(session, visit_type=kind, idempotency_key=kind, date_from=first)
    await clinic.ehr.join_waitlist(clinic.session(GRACE), visit_type="follow_up", idempotency_key="g")
    found = await clinic.ehr.list_waitlist(session)
    assert [(each.visit_type, str(each.date_from)) for each in found.entries] == [
        ("follow_up", "2026-03-05"),
        ("sick_visit", "2026-03-12"),
    ]
    refused = await clinic.ehr.list_waitlist(clinic.session(MARIA, phone_matches=False))
    assert refused.code == "not_allowed"
