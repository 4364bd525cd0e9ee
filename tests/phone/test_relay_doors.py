"""Who may open a relay, and what a socket survives."""

import pytest
from phone_office import Office
from websockets.exceptions import InvalidStatus

from server.phone.caller import NotAnswered

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def office(shared_office: Office) -> Office:
    return shared_office


async def test_a_call_that_is_not_signed_by_twilio_is_not_taken(office: Office) -> None:
    with pytest.raises(NotAnswered, match="403"):
        await office.caller(auth_token="somebody-elses").dial()


async def test_a_socket_that_is_not_signed_by_twilio_is_refused(office: Office) -> None:
    caller, forger = office.caller(), office.caller(auth_token="somebody-elses")
    forger.twiml = await caller.post("/twilio/voice")

    with pytest.raises(InvalidStatus):
        await forger.connect()


async def test_the_address_of_a_relay_is_good_for_one_call_and_once(office: Office) -> None:
    caller, other = office.caller(), office.caller()
    await caller.dial()
    other.twiml = caller.twiml

    with pytest.raises(InvalidStatus):
        await other.connect()


async def test_a_relay_that_says_to_be_another_call_is_closed(office: Office) -> None:
    caller, other = office.caller(), office.caller()
    other.twiml = await caller.post("/twilio/voice")
    await other.connect()
    await other.hears()

    assert other.ended


async def test_a_webhook_that_comes_twice_opens_one_conversation(office: Office) -> None:
    caller = office.caller()
    await caller.post("/twilio/voice")
    first = dict(office.frontdesk.phone.conversations)
    await caller.post("/twilio/voice")

    assert office.frontdesk.phone.conversations == first


async def test_frames_that_nobody_knows_and_broken_ones_are_left_alone(office: Office) -> None:
    caller = office.caller()
    await caller.dial()
    for frame in (
        "{",
        "[]",
        '"text"',
        '{"type":"ping"}',
        '{"type":"dtmf","digit":"99"}',
        "x" * 100_000,
        "[" * 5000,
    ):
        await caller.send_raw(frame)
    await caller.send(type="error", description="Something happened at the other end")
    await caller.send(type="info", name="tokensPlayed", value="Hello")
    await caller.send(type="prompt", voicePrompt="I need an app", lang="en-US", last=False)
    heard = await caller.says("where do I park?")

    assert "garage" in heard.words
    assert [frame["type"] for frame in heard.frames if frame["type"] != "text"] == []


async def test_every_attribute_that_differs_between_accounts_is_set(office: Office) -> None:
    caller = office.caller()
    await caller.post("/twilio/voice")
    relay = caller.twiml.find("Connect/ConversationRelay")
    assert relay is not None

    assert {"language", "ttsProvider", "voice", "transcriptionProvider", "speechModel", "interruptible",
            "dtmfDetection", "reportInputDuringAgentSpeech", "welcomeGreetingInterruptible", "partialPrompts",
            "events", "hints"} <= relay.attrib.keys()  # fmt: skip
    assert "?" not in relay.attrib["url"]
    assert "Dr. Ama Osei" in relay.attrib["hints"]
    assert "lisinopril" in relay.attrib["hints"]
    assert [each.attrib["code"] for each in relay.findall("Language")] == ["en-US", "es-US"]
