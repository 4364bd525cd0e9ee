"""Accounts without ConversationRelay: the same conversation, a webhook a turn."""

from xml.etree.ElementTree import Element

import pytest
from phone_office import Office

from server.phone.caller import SimulatedCaller

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def office(shared_office: Office) -> Office:
    return shared_office


async def says(caller: SimulatedCaller, asked: Element, **heard: str) -> tuple[str, Element]:
    gather = asked.find("Gather")
    assert gather is not None
    answer = await caller.post(gather.attrib["action"], **heard)
    return answer.findtext("Gather/Say") or answer.findtext("Say") or "", answer


async def test_a_visit_is_booked_by_speech_and_keys(office: Office) -> None:
    caller = office.caller()
    asked = await caller.post("/twilio/gather")
    greeting = asked.findtext("Gather/Say") or ""
    _, asked = await says(caller, asked, SpeechResult="I'd like a follow-up with Dr. Osei next week")
    _, asked = await says(caller, asked, SpeechResult="Maria Alvarez")
    _, asked = await says(caller, asked, Digits="03141985")
    offer, asked = await says(caller, asked, Digits="2125550123")
    read_back, asked = await says(caller, asked, Digits="2")
    booked, asked = await says(caller, asked, SpeechResult="yes")
    _, over = await says(caller, asked, SpeechResult="no thanks, bye")

    assert "AI assistant" in greeting
    assert "Second, Monday, March ninth at one in the afternoon." in offer
    assert "ninth at one in the afternoon" in read_back
    assert booked.startswith("It is booked")
    assert [tag.tag for tag in over] == ["Say", "Hangup"]


async def test_who_says_nothing_is_asked_again(office: Office) -> None:
    caller = office.caller()
    asked = await caller.post("/twilio/gather")
    question, asked = await says(caller, asked, SpeechResult="I need an appointment")

    assert (await says(caller, asked))[0] == question


async def test_a_relay_that_keeps_dying_goes_on_as_a_telephone_menu(office: Office) -> None:
    caller = office.caller()
    await caller.dial()
    question = (await caller.says("I need an appointment")).words
    for _ in range(2):
        await caller.relay_ended(SessionStatus="failed", ErrorCode="64105")
        await caller.connect()
    last = await caller.relay_ended(SessionStatus="failed", ErrorCode="64105")

    assert last.find("Connect") is None
    assert question in (last.findtext("Gather/Say") or "")
