"""Writes that are cut off: at whatever request the EHR is lost, a second try with the key ends in one effect."""

from collections.abc import Awaitable, Callable

import pytest
from losing import LosingTransport

from demo import people
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Registered, Unknown

GRACE, MARIA = people.GRACE_KIM, people.MARIA_ALVAREZ
MOST_REQUESTS = 40


Act = Callable[..., Awaitable[object]]


async def _book(clinic, offer, key):
    return await clinic.ehr.book_appointment(
        clinic.session(MARIA), slot_id=offer.slot_id, reason="knee", idempotency_key=key
    )


async def _move(clinic, offer, key):
    return await clinic.ehr.reschedule_appointment(
        clinic.session(GRACE),
        appointment_id="appointment-grace-kim",
        slot_id=offer.slot_id,
        idempotency_key=key,
    )


async def _cancel(clinic, offer, key):
    return await clinic.ehr.cancel_appointment(
        clinic.session(GRACE), appointment_id="appointment-grace-kim", idempotency_key=key
    )


async def _register(clinic, offer, key):
    return await clinic.ehr.register_patient(
        clinic.session(),
        first_name="Priscilla",
        last_name="Nakamura",
        birth_date="1992-04-09",
        phone="+12125550177",
        idempotency_key=key,
    )


CASES = [
    pytest.param(_book, MARIA, "annual_physical", Booked, id="book"),
    pytest.param(_move, GRACE, "follow_up", Moved, id="move"),
    pytest.param(_cancel, GRACE, "follow_up", Cancelled, id="cancel"),
    pytest.param(_register, GRACE, "follow_up", Registered, id="register"),
]


async def _undisturbed(open_clinic, act, person, visit_type):
    """What the write changes when nothing goes wrong, with ids that differ from run to run left out."""
    async with open_clinic() as clinic:
        offer = (await clinic.offers(clinic.session(person), visit_type, "2026-03-10"))[0]
        await act(clinic, offer, "key-1")
        return _anonymous(await clinic.changes())


def _anonymous(changes):
    return sorted(
        (name if before else name.partition("/")[0], repr(_without_id(after, before)))
        for name, (before, after) in changes.items()
    )


def _without_id(after, before):
    return {name: value for name, value in after.items() if before or name != "id"}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("act", "person", "visit_type", "outcome"), CASES)
async def test_a_write_cut_off_anywhere_is_finished_by_a_second_try_with_its_key(
    open_clinic, tmp_path, act: Act, person, visit_type, outcome, when
):
    expected = await _undisturbed(open_clinic, act, person, visit_type)
    struck = True
    nth = 0
    while struck:
        nth += 1
        assert nth < MOST_REQUESTS
        path = tmp_path / f"{when}-{nth}.sqlite"
        transports: list[LosingTransport] = []

        def around(inner, kept=transports):
            kept.append(LosingTransport(inner))
            return kept[0]

        async with open_clinic(around, path) as clinic:
            offer = (await clinic.offers(clinic.session(person), visit_type, "2026-03-10"))[0]
            transports[0].arm(nth, when)
            first = await act(clinic, offer, "key-1")
            struck = transports[0].struck
            assert isinstance(first, outcome | Refused | Unknown), first
            if isinstance(first, Refused):
                assert first.code == "ehr_unavailable"
                assert await clinic.changes() == {}, f"refused at request {nth}, and something was written"
        async with open_clinic(path=path) as clinic:
            second = await act(clinic, offer, "key-1")
            assert isinstance(second, outcome), f"request {nth}: {first} then {second}"
            assert _anonymous(await clinic.changes()) == expected, f"request {nth}: {first} then {second}"


@pytest.mark.parametrize("when", ["before", "after", "busy"])
@pytest.mark.parametrize(("act", "person", "visit_type", "outcome"), CASES)
async def test_one_request_that_fails_is_made_up_for_within_the_call(
    open_clinic, tmp_path, act: Act, person, visit_type, outcome, when
):
    expected = await _undisturbed(open_clinic, act, person, visit_type)
    struck = True
    nth = 0
    while struck:
        nth += 1
        assert nth < MOST_REQUESTS
        transports: list[LosingTransport] = []

        def around(inner, kept=transports):
            kept.append(LosingTransport(inner))
            return kept[0]

        async with open_clinic(around, tmp_path / f"{when}-{nth}.sqlite") as clinic:
            offer = (await clinic.offers(clinic.session(person), visit_type, "2026-03-10"))[0]
            transports[0].arm(nth, when, recovers=True)
            result = await act(clinic, offer, "key-1")
            struck = transports[0].struck
            assert isinstance(result, outcome), f"request {nth}: {result}"
            assert _anonymous(await clinic.changes()) == expected, f"request {nth}"
