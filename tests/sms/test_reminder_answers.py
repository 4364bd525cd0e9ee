"""A reminder of a visit is answered by text: one effect each, the right words each, also twice and out of order."""

from itertools import count

import pytest
from ehr_changes import Cancelled, Moved, Other
from text_clinic import TextClinic

from demo.people import ANA_FERREIRA, GRACE_KIM, LEO_FERREIRA
from evals.standins.twilio_server import OWN_WORDS, Handset

pytestmark = pytest.mark.asyncio(loop_scope="module")


_numbers = count(2125550150)


@pytest.fixture
def grace(clinic: TextClinic) -> Handset:
    """Grace's phone, with a number of its own for each test."""
    return clinic.phone(f"+1{next(_numbers)}")


async def test_c_confirms_the_visit_once_however_often_it_comes(clinic: TextClinic, grace: Handset) -> None:
    visit = await clinic.reminds(grace, GRACE_KIM)
    for _ in range(3):
        await grace.texts("C", sid="SM-one")
    await grace.texts("👍🏽")
    await clinic.settled()
    first, second = grace.reads()

    assert first == second
    assert first.startswith(
        "Thank you. Your visit on Friday, March 6 at 10:20 AM at Main Street is confirmed."
    )
    assert await clinic.changes() == [Other(f"Appointment/{visit['id']} changed")]


async def test_who_is_this_and_a_picture_are_answered_and_change_nothing(
    clinic: TextClinic, grace: Handset
) -> None:
    await clinic.reminds(grace, GRACE_KIM)
    who = await clinic.says(grace, "Who is this?")
    await grace.texts("", media=1)
    await clinic.settled()
    (picture,) = grace.reads()

    assert who.startswith("This is the AI assistant of Riverside Family Clinic, (212) 555-0100.")
    assert picture.startswith("I cannot look at pictures")
    assert await clinic.changes() == []


async def test_two_x_before_the_question_was_seen_cancel_nothing(clinic: TextClinic, grace: Handset) -> None:
    await clinic.reminds(grace, GRACE_KIM)
    await grace.texts("X")
    await grace.texts("X")
    await clinic.settled()

    assert [each[:33] for each in grace.reads()] == ["Cancel your visit on Friday, Marc"] * 2
    assert await clinic.changes() == []
    assert "stays as it is" in await clinic.says(grace, "no")


async def test_after_a_stop_nothing_is_sent_and_a_yes_opts_in_and_confirms(clinic: TextClinic) -> None:
    ana = clinic.phone(ANA_FERREIRA.phone or "")
    visit = await clinic.reminds(ana, LEO_FERREIRA)
    await ana.texts("STOP", sid="SM-stop")
    await ana.texts("STOP", sid="SM-stop")
    await clinic.settled()
    assert ana.reads() == [OWN_WORDS["stop"]], "Twilio's words, and none of ours"

    assert await clinic.refused_outreach(ana) == "opted_out"
    await ana.texts("YES")
    await clinic.settled()
    assert [each[:28] for each in ana.reads()] == [OWN_WORDS["start"][:28], "Thank you. Your visit on Tue"]
    assert await clinic.changes() == [Other(f"Appointment/{visit['id']} changed")]


async def test_r_moves_the_visit_in_a_conversation_that_finds_out_who_is_there(clinic: TextClinic) -> None:
    phone = clinic.phone("+19175550111")
    visit = await clinic.reminds(phone, GRACE_KIM)
    assert (await clinic.says(phone, "reschedule")).endswith("May I have your full name and date of birth?")
    offers = await clinic.says(phone, "Grace Kim June 2 1990 917 555 0111", "next week")
    assert offers.splitlines()[0].endswith("Reply with a number, or name another day.")
    assert (await clinic.says(phone, "1")).startswith("Shall I move the visit of Grace Kim")
    assert (await clinic.says(phone, "yes")).startswith("It is moved")
    [moved] = await clinic.changes()
    assert isinstance(moved, Moved)
    assert moved.appointment == visit["id"]


async def test_x_cancels_after_it_was_read_back_and_what_comes_later_hears_so(
    clinic: TextClinic, grace: Handset
) -> None:
    visit = await clinic.reminds(grace, GRACE_KIM)
    await clinic.says(grace, "X")
    await grace.texts("C", sid="SM-late")
    await grace.texts("X", sid="SM-later")
    await grace.texts("X", sid="SM-later")
    await clinic.settled()
    confirmed, cancelled = grace.reads()

    assert confirmed.startswith("Thank you. Your visit on")
    assert "is cancelled" in cancelled
    assert await clinic.changes() == [Cancelled(visit["id"])]
