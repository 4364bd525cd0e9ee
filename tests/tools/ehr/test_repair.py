"""The repair job: whatever a cut-off write left behind is mended, once, and nothing else is touched."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from losing import LosingTransport
from own_task import in_own_task

from demo import people
from tools.ehr.repair import RepairReport, UnclearVisit
from tools.vendors.fhir import PlainFhir, repair
from tools.vendors.fhir.repair import GRACE

GRACE_KIM, MARIA = people.GRACE_KIM, people.MARIA_ALVAREZ
HOLDS = ("booked", "pending", "arrived", "checked-in", "fulfilled")
LATER = GRACE + timedelta(minutes=1)


def port_of(clinic):
    return PlainFhir(clinic.fhir, clinic.settings, clinic.clock)


async def book(clinic, offer, key):
    return await clinic.ehr.book_appointment(
        clinic.session(MARIA), slot_id=offer.slot_id, idempotency_key=key
    )


async def move(clinic, offer, key):
    session = clinic.session(GRACE_KIM)
    return await clinic.ehr.reschedule_appointment(
        session, appointment_id="appointment-grace-kim", slot_id=offer.slot_id, idempotency_key=key
    )


async def cancel(clinic, offer, key):
    session = clinic.session(GRACE_KIM)
    return await clinic.ehr.cancel_appointment(
        session, appointment_id="appointment-grace-kim", idempotency_key=key
    )


ACTS = {"book": (book, MARIA), "move": (move, GRACE_KIM), "cancel": (cancel, GRACE_KIM)}


async def cut_off(clinic, transport, what, nth, when):
    """Begin `what`, lose the EHR at its nth request, and never try again."""
    act, person = ACTS[what]
    transport.left, transport.struck = None, False
    offers = await clinic.offers(clinic.session(person), "follow_up", "2026-03-10")
    transport.arm(nth, when)
    await act(clinic, offers[0], f"key-{what}-{nth}")
    transport.left = None
    return transport.struck


async def assert_whole(clinic):
    """Every slot that changed is busy exactly when a visit holds it; every visit that changed has its slots."""
    changed = await clinic.changes()
    visits = await clinic.fhir.search("Appointment", [("date", "ge2026-03-01"), ("_count", "500")])
    held = {
        slot["reference"].rpartition("/")[2]
        for visit in visits
        if visit["status"] in HOLDS
        for slot in visit["slot"]
    }
    for name, (_, now) in changed.items():
        kind, _, id_ = name.partition("/")
        assert kind in ("Slot", "Appointment"), name
        if kind == "Slot":
            assert (now["status"] == "busy") == (id_ in held), name
        elif now["status"] in HOLDS:
            for slot in now["slot"]:
                taken = await clinic.fhir.read("Slot", slot["reference"].rpartition("/")[2])
                assert taken["status"] == "busy", name


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", sorted(ACTS))
async def test_a_write_cut_off_anywhere_and_never_tried_again_leaves_nothing_half_done(
    open_clinic, what, when
):
    struck, nth = True, 0
    while struck:
        nth += 1
        transports = []

        def around(inner, kept=transports):
            kept.append(LosingTransport(inner))
            return kept[0]

        async with open_clinic(around) as clinic:
            struck = await cut_off(clinic, transports[0], what, nth, when)
            clinic.clock.advance(LATER)
            report = await repair(port_of(clinic))
            assert (report.failed, report.unclear) == ((), ())
            await assert_whole(clinic)
            assert await repair(port_of(clinic)) == RepairReport(), f"request {nth}"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 16), st.sampled_from(["before", "after"])),
        min_size=1,
        max_size=3,
    )
)
def test_after_any_writes_cut_off_anywhere_one_run_mends_all_and_a_second_changes_nothing(open_clinic, cuts):
    async def run():
        transports = []

        def around(inner):
            transports.append(LosingTransport(inner))
            return transports[0]

        async with open_clinic(around) as clinic:
            for what, nth, when in cuts:
                await cut_off(clinic, transports[0], what, nth, when)
            clinic.clock.advance(LATER)
            await repair(port_of(clinic))
            await assert_whole(clinic)
            assert await repair(port_of(clinic)) == RepairReport()

    asyncio.run(run())


async def test_what_a_write_under_way_has_claimed_is_left_alone(clinic):
    slot = await a_free_slot(clinic)
    await clinic.fhir.update(claimed(slot, "under-way"))
    clinic.clock.advance(GRACE - timedelta(minutes=1))
    assert await repair(port_of(clinic)) == RepairReport()
    clinic.clock.advance(timedelta(minutes=2))
    assert (await repair(port_of(clinic))).claims_freed == (slot["id"],)
    assert await clinic.changes() == {}


async def test_a_time_that_staff_blocked_is_not_ours_to_free(clinic):
    slot = await a_free_slot(clinic)
    await clinic.fhir.update({**slot, "status": "busy"})
    clinic.clock.advance(timedelta(days=1))
    assert await repair(port_of(clinic)) == RepairReport()


async def test_a_time_that_staff_blocked_after_a_visit_left_it_stays_blocked(clinic):
    offer = (await clinic.offers(clinic.session(GRACE_KIM), "follow_up", "2026-03-10"))[0]
    left = (await clinic.appointment("appointment-grace-kim"))["slot"][0]["reference"].rpartition("/")[2]
    await move(clinic, offer, "key-1")
    clinic.clock.advance(timedelta(minutes=5))
    await clinic.fhir.update({**await clinic.fhir.read("Slot", left), "status": "busy"})
    clinic.clock.advance(LATER)
    assert await repair(port_of(clinic)) == RepairReport()


async def test_a_booked_visit_takes_its_time_back(clinic):
    offer = (await clinic.offers(clinic.session(MARIA), "follow_up", "2026-03-10"))[0]
    booked = await book(clinic, offer, "key-1")
    whole = await clinic.changes()
    slot_id = (await clinic.appointment(booked.appointment.id))["slot"][0]["reference"].rpartition("/")[2]
    slot = await clinic.fhir.read("Slot", slot_id)
    free = {name: value for name, value in slot.items() if name != "identifier"} | {"status": "free"}
    await clinic.fhir.update(free)
    clinic.clock.advance(LATER)
    assert (await repair(port_of(clinic))).times_taken_back == (slot_id,)
    assert await clinic.changes() == whole


class Unwilling(httpx.AsyncBaseTransport):
    """An EHR that has lost one slot (`hides`), or refuses to write one (`refuses`) with a status."""

    def __init__(self, inner):
        self._inner = inner
        self.hides = ""
        self.refuses = ("", 0)

    async def handle_async_request(self, request):
        slot, status = self.refuses
        if slot and request.method == "PUT" and request.url.path.endswith(f"/{slot}"):
            return httpx.Response(status)
        if self.hides and f"_id={self.hides}" in request.content.decode():
            return httpx.Response(200, json={"resourceType": "Bundle", "type": "searchset"})
        return await self._inner.handle_async_request(request)


@pytest.fixture
async def unwilling(open_clinic):
    """The clinic, and its EHR's way of being unwilling."""
    transports = []

    def around(inner):
        transports.append(Unwilling(inner))
        return transports[0]

    async with in_own_task(open_clinic(around)) as clinic:
        yield clinic, transports[0]


@pytest.mark.parametrize("why", ["time_taken", "time_gone", "no_time"])
async def test_what_cannot_be_settled_is_told_with_all_that_is_known_and_left_alone(unwilling, why):
    clinic, ehr = unwilling
    offer = (await clinic.offers(clinic.session(MARIA), "follow_up", "2026-03-10"))[0]
    booked = (await book(clinic, offer, "key-1")).appointment
    visit = await clinic.appointment(booked.id)
    slot_id = visit["slot"][0]["reference"].rpartition("/")[2]
    match why:
        case "time_taken":
            slot = await clinic.fhir.read("Slot", slot_id)
            await clinic.fhir.update(claimed({**slot, "identifier": []}, "somebody-else"))
        case "time_gone":
            ehr.hides = slot_id
        case "no_time":
            await clinic.fhir.update({name: value for name, value in visit.items() if name != "slot"})
    before = await clinic.changes()
    clinic.clock.advance(LATER)
    (unclear,) = (await repair(PlainFhir(clinic.line, clinic.settings, clinic.clock))).unclear
    slots = () if why == "no_time" else (slot_id,)
    assert unclear == UnclearVisit(
        why, booked.id, MARIA.id, slots, booked.start, booked.clinician_name, "key-1"
    )
    if why != "no_time":  # its claim, which nothing holds any more, is freed
        assert await clinic.changes() == before


@pytest.mark.parametrize("status", [400, 422])
async def test_a_claim_that_the_ehr_does_not_let_go_of_is_for_people_and_keeps_no_other_waiting(
    unwilling, status
):
    clinic, ehr = unwilling
    stuck, other = await free_slots(clinic, 2)
    for slot in (stuck, other):
        await clinic.fhir.update(claimed(slot, "left-behind"))
    clinic.clock.advance(LATER)
    ehr.refuses = (stuck["id"], status)
    report = await repair(PlainFhir(clinic.line, clinic.settings, clinic.clock))
    assert [(each.why, each.slot_ids) for each in report.unclear] == [("claim_not_freed", (stuck["id"],))]
    assert (report.claims_freed, report.failed) == ((other["id"],), ())


async def test_of_two_visits_made_with_one_key_one_is_withdrawn(clinic):
    offer = (await clinic.offers(clinic.session(MARIA), "follow_up", "2026-03-10"))[0]
    booked = await book(clinic, offer, "key-1")
    first = await clinic.appointment(booked.appointment.id)
    twin = {name: value for name, value in first.items() if name not in ("id", "meta")}
    await clinic.fhir.create(twin, if_none_exist=("urn:test", "a server that does not mind the condition"))
    clinic.clock.advance(LATER)
    report = await repair(port_of(clinic))
    assert len(report.duplicates_withdrawn) == 1
    again = await book(clinic, offer, "key-1")
    assert again.appointment.id not in report.duplicates_withdrawn
    assert await repair(port_of(clinic)) == RepairReport()
    await assert_whole(clinic)


async def test_steps_that_the_ehr_does_not_let_finish_are_named_and_made_up_for_later(open_clinic):
    transports = []

    def around(inner):
        transports.append(LosingTransport(inner))
        return transports[0]

    async with open_clinic(around) as clinic:
        slot = await a_free_slot(clinic)
        await clinic.fhir.update(claimed(slot, "left-behind"))
        clinic.clock.advance(LATER)
        transports[0].arm(1, "before")
        report = await repair(PlainFhir(clinic.line, clinic.settings, clinic.clock))
        assert "claims" in report.failed
        assert (await repair(port_of(clinic))).claims_freed == (slot["id"],)


async def free_slots(clinic, number):
    wanted = [("status", "free"), ("start", "ge2026-03-10"), ("_sort", "start"), ("_count", str(number))]
    return (await clinic.fhir.search("Slot", wanted, at_most=number))[:number]


async def a_free_slot(clinic):
    return (await free_slots(clinic, 1))[0]


def claimed(slot, key):
    return {**slot, "status": "busy", "identifier": [{"system": "urn:frontdesk:claim", "value": key}]}
