"""A caller who asks for a person: rung with a whisper, taken or not, a message left, and what staff see of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from phone_office import Office, opened_office

import demo
from server.phone.caller import SimulatedCaller
from server.requests.changes import Change

TOKEN_OF = "/twilio/voice/"


async def who_asks_for_a_person(office: Office, *lines: str) -> SimulatedCaller:
    caller = office.caller()
    await caller.dial()
    for line in lines:
        await caller.says(line)
    heard = await caller.says("I want to talk to a person please")
    assert "putting you through" in heard.words
    office.time.pass_by(60)
    await caller.hears_end()
    await caller.relay_ended()
    return caller


async def test_who_takes_the_call_hears_a_summary_first_and_the_console_shows_the_conversation(
    office: Office,
) -> None:
    with office.frontdesk.changes.subscribe() as changes:
        caller = await who_asks_for_a_person(office, "I need a refill of my lisinopril")
        number = caller.twiml.find("Dial/Number")
        assert number is not None
        assert number.text == "+12125550190"
        whisper = await caller.post(number.attrib["url"])
        said = whisper.findtext("Gather/Say") or ""
        taken = await caller.post(whisper.find("Gather").attrib["action"], Digits="1")  # type: ignore[union-attr]
        shown = await next_call(changes)

    assert "not identified yet, speaks English, and it is about the refill" in said
    assert "Press one" in said or "Press 1" in said
    assert list(taken) == []
    assert shown.call == office.frontdesk.phone.conversations[caller.call_sid]


async def next_call(changes: object) -> Change:
    async for change in changes:  # type: ignore[attr-defined]
        if change.call:
            return change  # type: ignore[no-any-return]
    raise AssertionError("no call was shown")


async def test_a_call_that_nobody_takes_becomes_a_message_and_the_message_a_request(office: Office) -> None:
    caller = await who_asks_for_a_person(office)
    dial = caller.twiml.find("Dial")
    assert dial is not None
    voicemail = await caller.post(dial.attrib["action"], DialCallStatus="no-answer")
    record = voicemail.find("Record")
    assert record is not None
    farewell = await caller.post(
        record.attrib["action"], RecordingSid="RE1", RecordingUrl="https://x.test/RE1"
    )
    for _ in range(2):
        await caller.post(
            record.attrib["transcribeCallback"], RecordingSid="RE1", TranscriptionStatus="completed",
            TranscriptionText="This is Maria, my chest hurts and I cannot breathe",
        )  # fmt: skip
    left = [each for each in await office.requests() if "RE1" in each["id"]]

    assert "after the tone" in (voicemail.findtext("Say") or "")
    assert [tag.tag for tag in farewell] == ["Say", "Hangup"]
    assert [each["urgent"] for each in left] == [True]


async def test_an_answering_machine_that_presses_no_key_has_not_taken_the_call(office: Office) -> None:
    caller = await who_asks_for_a_person(office)
    dial = caller.twiml.find("Dial")
    assert dial is not None
    after = await caller.post(dial.attrib["action"], DialCallStatus="completed", DialBridged="false")

    assert after.find("Record") is not None


async def test_when_the_clinic_is_closed_nobody_is_rung(office: Office) -> None:
    office.frontdesk.clock.advance(timedelta(hours=14))  # type: ignore[attr-defined]
    caller = office.caller()
    await caller.dial()
    heard = await caller.says("I want to talk to a person please")

    assert "putting you through" not in heard.words
    assert "What number can they reach you at?" in heard.words


async def test_overflow_rings_people_first_and_the_assistant_answers_for_them(
    new_folder: Callable[[], Path], tmp_path: Path
) -> None:
    written = (demo.CLINIC_FOLDER / "clinic.yaml").read_text()
    (tmp_path / "clinic.yaml").write_text(written.replace("answers: always", "answers: overflow"))
    async with opened_office(new_folder(), clinic=tmp_path) as office:
        caller = office.caller()
        rung = await caller.post("/twilio/voice")
        assert rung.findtext("Dial/Number") == "+12125550190"
        await caller.post(rung.find("Dial").attrib["action"], DialCallStatus="no-answer")  # type: ignore[union-attr]
        greeting = await caller.connect()

    assert "AI assistant" in greeting


async def test_what_a_person_writes_in_the_console_is_said_to_the_caller(office: Office) -> None:
    caller = office.caller()
    await caller.dial()
    await caller.says("I need an appointment")
    conversation = f"/v1/staff/conversations/{office.frontdesk.phone.conversations[caller.call_sid]}"
    await office.staff(f"{conversation}/takeover")
    joined = (await caller.hears()).words
    await office.staff(f"{conversation}/messages", text="Please come at 9:20 AM, bring your card")
    said = (await caller.hears()).words

    assert "joined" in joined or "person" in joined, joined
    assert said == "Please come at nine twenty in the morning, bring your card"
