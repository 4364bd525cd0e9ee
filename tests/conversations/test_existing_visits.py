"""Visits that stand are told, moved and cancelled, and several wishes in one line are all met."""

from ehr_changes import Booked, Cancelled, Moved
from patient import Chat
from running import Desk

from demo import people


async def test_a_visit_is_moved(desk: Desk, chat: Chat) -> None:
    await chat.says("I need to move my appointment on Friday to the Monday after in the morning")
    await chat.identifies_as(people.GRACE_KIM)
    assert chat.waiting_for == "choice"
    await chat.says("the first one")
    assert "Friday, March 6" in chat.said
    await chat.says("yes")
    [moved] = await desk.changes()
    assert isinstance(moved, Moved)
    assert moved.appointment == "appointment-grace-kim"
    assert moved.start.startswith("2026-03-09")


async def test_a_visit_is_cancelled_after_a_yes_and_not_before(desk: Desk, chat: Chat) -> None:
    await chat.says("please cancel my appointment")
    await chat.identifies_as(people.GRACE_KIM)
    assert "Friday, March 6" in chat.said
    assert await desk.changes() == []
    await chat.says("yes")
    assert await desk.changes() == [Cancelled("appointment-grace-kim")]


async def test_a_no_to_the_read_back_keeps_the_visit(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my appointment")
    await chat.identifies_as(people.GRACE_KIM)
    await chat.says("no, wait, keep it")
    assert await desk.changes() == []


async def test_cancelling_one_and_booking_another_are_both_done(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel Friday's and book me with Dr. Osei next week")
    await chat.identifies_as(people.GRACE_KIM)
    assert "Friday, March 6" in chat.said
    await chat.says("yes")
    if "kind of visit" in chat.said:
        await chat.picks("follow-up")
    await chat.says("the first one", "yes")
    changed = await desk.changes()
    assert Cancelled("appointment-grace-kim") in changed
    [booked] = [change for change in changed if isinstance(change, Booked)]
    assert len(changed) == 2
    assert "2026-03-09" <= booked.start[:10] <= "2026-03-15"


async def test_of_two_visits_the_patient_is_asked_which(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my appointment")
    await chat.identifies_as(people.ROBERT_CHANG)
    assert len(chat.options) == 2
    await chat.picks("Lindqvist")
    await chat.says("yes")
    assert await desk.changes() == [Cancelled("appointment-robert-chang-2")]


async def test_a_visit_today_is_too_close_to_cancel_and_goes_to_staff(desk: Desk, chat: Chat) -> None:
    await chat.says("I have to cancel today's appointment")
    await chat.identifies_as(people.TOM_BECKER)
    assert chat.requests == ["out_of_policy"]
    assert await desk.changes() == []


async def test_upcoming_visits_are_told(desk: Desk, chat: Chat) -> None:
    await chat.says("when is my next appointment?")
    await chat.identifies_as(people.GRACE_KIM)
    assert "Friday, March 6" in chat.said
    assert "10:20" in chat.said
    assert await desk.changes() == []


async def test_the_kind_of_visit_says_which_one_is_moved(desk: Desk, chat: Chat) -> None:
    await chat.says("I want to move my physical to next week")
    await chat.identifies_as(people.ROBERT_CHANG)
    await chat.says("the first one")
    assert "from Friday, March 6 at 9:00" in chat.said or "annual" in chat.said.casefold()


async def test_a_visit_moved_to_another_time_of_day_keeps_its_day(desk: Desk, chat: Chat) -> None:
    await chat.says("can you move my Friday visit with Dr. Okafor to the afternoon?")
    await chat.identifies_as(people.GRACE_KIM)
    assert all("Fri, Mar 6" in option["label"] for option in chat.options) or "Friday, March 6" in chat.said


async def test_the_only_visit_named_and_affirmed_is_cancelled_without_asking_twice(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("cancel my appointment on Monday")
    await chat.identifies_as(people.GRACE_KIM)
    assert "Friday, March 6" in chat.said
    await chat.says("yes")
    assert await desk.changes() == [Cancelled("appointment-grace-kim")]
