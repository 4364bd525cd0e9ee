"""overbook_appointment: people put a visit beside others, as far as clinic.yaml lets them, and nothing takes it apart."""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from losing import LosingTransport

from clinic.models import Assurance
from clinic.settings.overbooking import Overbooking
from demo import people
from tools.ehr.repair import RepairReport
from tools.ehr.results import Booked, Cancelled, Moved, Refused
from tools.ehr.session import EhrSession
from tools.vendors.fhir import PlainFhir, repair
from tools.vendors.fhir.repair import GRACE

OKAFOR, MAIN = "practitioner-okafor", "location-main-street"
DAY, TAKEN = "2026-03-02", "09:40"
TAKEN_SLOT = "slot-okafor-main-street-20260302-0940"
MARIA, GRACE_KIM = people.MARIA_ALVAREZ, people.GRACE_KIM
FULL_MORNING = ("08:40", "09:00", "09:20", "09:40")


TODAY_TWO = {"per_half_day": 2, "per_time": 1}
ANY_DAY = pytest.mark.parametrize("rules", [{**TODAY_TWO, "days": "any"}], indirect=True, ids=["any day"])


@pytest.fixture
def rules(settings, request):
    """The demo's clinic.yaml with an allowance; a parameter says which."""
    wanted = Overbooking(**getattr(request, "param", TODAY_TWO))
    scheduling = settings.scheduling.model_copy(update={"overbooking": wanted})
    return settings.model_copy(update={"scheduling": scheduling})


def by_staff(person_id=MARIA.id, conversation="desk"):
    return EhrSession(conversation_id=conversation, role="staff", patient_id=person_id)


def local(time, day=DAY):
    return datetime.fromisoformat(f"{day}T{time}:00-05:00")


async def squeeze_in(clinic, time=TAKEN, session=None, key="k", day=DAY, visit_type="sick_visit", **more):
    return await clinic.ehr.overbook_appointment(
        session or by_staff(),
        visit_type=visit_type,
        start=local(time, day),
        idempotency_key=key,
        **{"clinician_id": OKAFOR, "site_id": MAIN, **more},
    )


async def test_a_visit_stands_beside_the_one_that_holds_the_time_and_the_time_stays_as_it_is(clinic):
    before = await clinic.fhir.read("Slot", TAKEN_SLOT)
    result = await squeeze_in(clinic)
    assert isinstance(result, Booked), result
    visit = await clinic.appointment(result.appointment.id)
    assert visit["slot"] == [{"reference": f"Slot/{TAKEN_SLOT}"}]
    assert {"system": "urn:frontdesk:overbooked", "value": "k"} in visit["identifier"]
    after = await clinic.fhir.read("Slot", TAKEN_SLOT)
    assert [each for each in (before, after) if each.pop("meta")] == [before, after]
    assert before == after
    assert [name for name in await clinic.changes() if name.startswith("Appointment/")] == [
        f"Appointment/{visit['id']}"
    ]
    assert await squeeze_in(clinic) == result  # the same key again


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (
            {"session": by_staff().model_copy(update={"role": "patient", "assurance": Assurance.VERIFIED})},
            "not_allowed role",
        ),
        ({"day": "2026-03-03", "time": "08:40"}, "not_bookable overbooked_today_only"),
        ({"time": "09:41"}, "not_bookable no_such_time"),
        ({"time": "10:00"}, "slot_taken held or blocked, by no visit"),
        ({"time": "12:00"}, "not_bookable outside_hours"),
        ({"visit_type": "new_patient"}, "not_bookable new_patients_only"),
        ({"visit_type": "behavioral_health"}, "not_bookable clinician_does_not_do_this"),
        ({"clinician_id": "practitioner-nobody"}, "not_found clinician_id, site_id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_may_not_stand_beside_others_is_refused_with_the_rule(clinic, wish, refusal):
    result = await squeeze_in(clinic, **wish)
    assert isinstance(result, Refused), result
    assert f"{result.code} {result.detail}" == refusal
    assert await clinic.changes() == {}


async def test_one_time_and_one_half_day_take_no_more_than_their_allowance(clinic):
    await fill(clinic)
    told = [
        (await squeeze_in(clinic, time, by_staff(person), key=f"{time}-{person}"))
        for time, person in (("09:40", MARIA.id), ("09:40", GRACE_KIM.id), ("09:20", GRACE_KIM.id))
    ]
    assert [isinstance(each, Booked) for each in told] == [True, False, True]
    assert told[1] == Refused(code="not_bookable", detail="time_overbooked")
    third = await squeeze_in(clinic, "09:00", by_staff(people.TOM_BECKER.id), key="third")
    assert third == Refused(code="not_bookable", detail="half_day_overbooked")


async def test_a_time_that_has_become_free_is_booked_as_any_other(clinic):
    result = await squeeze_in(clinic, "09:20")
    assert isinstance(result, Booked)
    visit = await clinic.appointment(result.appointment.id)
    slot = await clinic.fhir.read("Slot", "slot-okafor-main-street-20260302-0920")
    assert (slot["status"], [each["value"] for each in slot["identifier"]]) == ("busy", ["k"])
    assert "urn:frontdesk:overbooked" not in {each["system"] for each in visit["identifier"]}


async def test_patients_are_offered_no_time_that_is_taken_whatever_the_allowance(clinic):
    offers = await clinic.offers(
        clinic.session(MARIA), "sick_visit", DAY, DAY, clinician_ids=[OKAFOR], limit=20
    )
    starts = {each.start for each in offers}
    assert local("10:20") in starts
    assert local(TAKEN) not in starts


async def two_on_thursday(clinic):
    """Grace's visit and, beside it, Maria's; and the slot that they share."""
    thursday = "2026-03-05"
    grace = clinic.session(GRACE_KIM)
    (offer, *_) = await clinic.offers(grace, "sick_visit", thursday, thursday, clinician_ids=[OKAFOR])
    first = await clinic.ehr.book_appointment(grace, slot_id=offer.slot_id, idempotency_key="first")
    beside = await squeeze_in(clinic, clinic.local(offer.start)[-5:], key="beside", day=thursday)
    assert isinstance(first, Booked)
    assert isinstance(beside, Booked), beside
    slot = (await clinic.appointment(beside.appointment.id))["slot"][0]["reference"]
    return first.appointment.id, beside.appointment.id, slot.removeprefix("Slot/")


async def cancel(clinic, person, visit):
    return await clinic.ehr.cancel_appointment(
        clinic.session(person), appointment_id=visit, idempotency_key=f"cancel-{person.id}"
    )


async def move(clinic, person, visit):
    session = clinic.session(person)
    (offer, *_) = await clinic.offers(session, "sick_visit", "2026-03-10")
    return await clinic.ehr.reschedule_appointment(
        session, appointment_id=visit, slot_id=offer.slot_id, idempotency_key=f"move-{person.id}"
    )


async def mended(clinic):
    clinic.clock.advance(GRACE + timedelta(minutes=1))
    return await repair(PlainFhir(clinic.fhir, clinic.settings, clinic.clock))


@ANY_DAY
@pytest.mark.parametrize("leave", [cancel, move])
@pytest.mark.parametrize("who", ["who came first", "who came beside"])
async def test_a_time_is_freed_when_the_last_of_its_visits_is_gone_and_not_before(clinic, leave, who):
    first, beside, slot = await two_on_thursday(clinic)
    leaving = [(GRACE_KIM, first), (MARIA, beside)]
    for number, (person, visit) in enumerate(leaving if who == "who came first" else leaving[::-1]):
        assert isinstance(await leave(clinic, person, visit), Cancelled | Moved)
        report = await mended(clinic)
        assert report.unclear == ()
        assert (await clinic.fhir.read("Slot", slot))["status"] == ("free" if number else "busy")
    assert await mended(clinic) == RepairReport()


@ANY_DAY
async def test_a_visit_that_moved_away_leaves_its_room_to_another(clinic):
    _, beside, _ = await two_on_thursday(clinic)
    visit = await clinic.appointment(beside)
    at = clinic.local(datetime.fromisoformat(visit["start"]))
    again = {"time": at[-5:], "day": "2026-03-05", "key": "again"}
    tom = by_staff(people.TOM_BECKER.id)
    assert await squeeze_in(clinic, session=tom, **again) == Refused(
        code="not_bookable", detail="time_overbooked"
    )
    await move(clinic, MARIA, beside)
    assert isinstance(await squeeze_in(clinic, session=tom, **again), Booked)


async def fill(clinic):
    """Visits of one patient at every free time of the morning that the tests use."""
    for time in FULL_MORNING:
        slot = await clinic.fhir.read("Slot", f"slot-okafor-main-street-20260302-{time.replace(':', '')}")
        if slot["status"] == "free":
            await clinic.fhir.update({**slot, "status": "busy"})
            of = ("Patient/patient-robert-chang", "Practitioner/practitioner-okafor")
            visit = {
                "resourceType": "Appointment",
                "identifier": [{"system": "urn:test", "value": slot["id"]}],
                "status": "booked",
                "start": slot["start"],
                "end": slot["end"],
                "slot": [{"reference": f"Slot/{slot['id']}"}],
                "participant": [{"actor": {"reference": each}, "status": "accepted"} for each in of],
            }
            await clinic.fhir.create(visit, if_none_exist=("urn:test", slot["id"]))


class ManyPatients(tuple):
    """Ids; told briefly, where a failing example is shown."""

    def __repr__(self):
        return "..."


@pytest.fixture
def grown_ups(seed):
    patients = (each for each in seed if each["resourceType"] == "Patient")
    return ManyPatients([each["id"] for each in patients if "1950" < each["birthDate"] < "2000"][20:])


ALLOWANCES = [{"per_half_day": 1, "per_time": 1}, {"per_half_day": 3, "per_time": 2}]


@pytest.mark.parametrize("rules", ALLOWANCES, indirect=True, ids=["one", "three, two at a time"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=st.lists(st.sampled_from(FULL_MORNING), min_size=2, max_size=8))
def test_however_many_are_put_beside_others_at_once_the_allowance_holds(open_clinic, rules, grown_ups, times):
    allowed = rules.scheduling.overbooking

    async def run():
        async with open_clinic() as clinic:
            await fill(clinic)
            results = await asyncio.gather(
                *(
                    squeeze_in(clinic, time, by_staff(person), key=person)
                    for time, person in zip(times, grown_ups, strict=False)
                )
            )
            beside = await clinic.fhir.search("Appointment", [("identifier", "urn:frontdesk:overbooked|")])
            starts = [each["start"] for each in beside]
            assert {each["id"] for each in beside} == {
                each.appointment.id for each in results if isinstance(each, Booked)
            }
            wanted = sum(min(times.count(time), allowed.per_time) for time in FULL_MORNING)
            assert len(beside) == min(allowed.per_half_day, wanted)
            assert all(starts.count(start) <= allowed.per_time for start in starts)

    asyncio.run(run())


@pytest.mark.parametrize("when", ["before", "after"])
async def test_one_that_is_cut_off_anywhere_is_finished_by_the_same_key_and_stands_once(open_clinic, when):
    struck, nth = True, 0
    while struck:
        nth += 1
        lines = []

        def around(inner, kept=lines):
            kept.append(LosingTransport(inner))
            return kept[0]

        async with open_clinic(around) as clinic:
            lines[0].arm(nth, when)
            first = await squeeze_in(clinic)
            lines[0].left = None
            struck = lines[0].struck
            assert isinstance(first, Booked) or first.outcome in ("unknown", "refused"), first
            again = await squeeze_in(clinic)
            assert isinstance(again, Booked), f"request {nth}: {again}"
            changed = await clinic.changes()
            assert [name for name in changed if name.startswith("Appointment/")] == [
                f"Appointment/{again.appointment.id}"
            ]
            assert {now["status"] for name, (_, now) in changed.items() if name.startswith("Slot/")} <= {
                "free"
            }
            assert isinstance(
                await squeeze_in(clinic, session=by_staff(GRACE_KIM.id), key="other"), Refused
            ), "the allowance of the time is used up"
