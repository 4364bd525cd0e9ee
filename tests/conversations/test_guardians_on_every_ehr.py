"""Who speaks for a child, told against every EHR that says who may: the rest is in test_speaking_for_others."""

from ehr_changes import Booked, Cancelled
from patient import Chat
from running import Desk

from demo import people

ANA_SAYS = "Ana Ferreira, September 9 1988, 929 555 0117"
LEO_IS = "Leo Ferreira, April 11 2019"


async def test_a_mother_cancels_and_books_for_her_child_and_nothing_of_her_own(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I need to cancel my son's appointment", ANA_SAYS, LEO_IS)
    assert "Leo Ferreira" in chat.said
    assert await desk.changes() == []
    await chat.says("yes", "now a flu shot for my son next week, please", "the first one", "yes")
    cancelled, booked = sorted(await desk.changes(), key=lambda change: isinstance(change, Booked))
    assert cancelled == Cancelled("appointment-leo-ferreira")
    assert isinstance(booked, Booked)
    assert (booked.patient, booked.visit_type) == (people.LEO_FERREIRA.id, "vaccination")
    leo = f"Patient/{people.LEO_FERREIRA.id}"
    found = await desk.fhir.get("Appointment", params={"patient": leo, "status": "booked"})
    [visit] = [each["resource"] for each in found.json()["entry"]]
    asked = [each["actor"]["reference"] for each in visit["participant"]]
    assert "RelatedPerson/related-ana-ferreira" in asked


async def test_who_is_not_on_file_for_the_child_learns_and_changes_nothing(desk: Desk, chat: Chat) -> None:
    await chat.says("I need to cancel my son's appointment")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says(LEO_IS, "yes")
    assert "our records name the caller" in chat.said
    assert chat.requests == ["unclear_identity"]
    assert await desk.changes() == []
