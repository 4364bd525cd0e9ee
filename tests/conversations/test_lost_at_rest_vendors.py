"""What a patient hears when athenahealth's or NextGen's answer to a booking is lost: the truth, and no second visit."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from ehr_changes import Booked
from mending_rounds import Rounds
from on_rest_vendors import VendorDesk, desk_on_athenahealth, desk_on_nextgen
from own_task import in_own_task

from demo import people


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Rounds:
    return Rounds(monkeypatch)


@pytest.fixture(params=[desk_on_athenahealth, desk_on_nextgen])
async def vendor_desk(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    rounds: Rounds,
) -> AsyncIterator[VendorDesk]:
    async with in_own_task(request.param(tmp_path)) as desk:
        yield desk


async def test_a_booking_that_took_effect_is_told_as_booked(vendor_desk: VendorDesk) -> None:
    chat = await vendor_desk.chat()
    await chat.says("I'd like a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one")
    vendor_desk.server.faults.arm("lost after", vendor_desk.server.booking_request)
    await chat.says("yes")
    assert "It is booked" in chat.said
    [booked] = await vendor_desk.changes()
    assert isinstance(booked, Booked)
    assert booked.patient == people.MARIA_ALVAREZ.id


async def test_a_booking_of_which_nobody_knows_goes_to_staff_and_is_not_called_booked(
    vendor_desk: VendorDesk,
) -> None:
    chat = await vendor_desk.chat()
    await chat.says("I'd like a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one")
    vendor_desk.server.faults.arm("lost before", vendor_desk.server.booking_request)
    await chat.says("yes")
    assert "has not confirmed it yet" in chat.said
    assert chat.requests == ["out_of_policy"]
    assert await vendor_desk.changes() == []


def from_then_on(first: str) -> Callable[[str], bool]:
    """Fits the request ("PUT appointments") and all that come after it."""
    method, _, path = first.partition(" ")
    begun = False

    def fits(request: str) -> bool:
        nonlocal begun
        begun = begun or (request.startswith(f"{method} ") and path in request)
        return begun

    return fits


async def test_a_booking_that_shows_up_later_is_told_then_and_staff_need_not_look(
    vendor_desk: VendorDesk, rounds: Rounds
) -> None:
    chat = await vendor_desk.chat()
    await chat.says("I'd like a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one")
    on = from_then_on(vendor_desk.server.booking_request)
    vendor_desk.server.faults.arm("lost after", fits=on, recovers=False)
    await chat.says("yes")
    assert "has not confirmed it yet" in chat.said
    await rounds.one()
    assert await chat.notices() == [], "the EHR does not answer yet"
    vendor_desk.server.faults.disarm()
    await rounds.one()
    [told] = await chat.notices()
    assert "It is booked: follow-up visit" in told
    await rounds.one()
    assert len(await chat.notices()) == 1
    assert len(await vendor_desk.changes()) == 1
