"""Results, records and messages: released by a clinician, noted in the chart, answered in words that staff may change."""

from base64 import b64decode
from datetime import timedelta

from deciding import Decider, last_code, messages, request_of, signed_in
from patient import Chat
from running import Desk

MARIA_IS = "Maria Alvarez, March 14 1985, 212 555 0123"
TEXT = "Your cholesterol is a little high at 212. We will talk about it at your next visit."


async def notes(desk: Desk) -> list[str]:
    """The text of each note in the chart."""
    bundle = (await desk.fhir.get("DocumentReference?_count=1000")).json()
    attached = [each["resource"]["content"][0]["attachment"] for each in bundle.get("entry", [])]
    return [b64decode(each["data"]).decode() for each in attached]


async def test_what_a_clinician_releases_is_heard_word_for_word_and_only_where_it_was_proven_who_asks(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("what are my test results?", MARIA_IS)
    await chat.says(await last_code(chat), "the cholesterol test of last week")
    request_id = request_of(chat)
    await chat.says("goodbye")

    nurse, clinician = await signed_in(desk, "nurse"), await signed_in(desk, "clinician")
    seen = await nurse.reads(request_id)
    refused = await nurse.tries(request_id, "approve", version=seen["version"], edits={"released": TEXT})
    assert (refused.status_code, refused.json()["code"]) == (403, "needs_clinician")
    empty = await clinician.decides(request_id, "approve")
    assert (empty["status"], empty["trouble"]) == ("waiting", "not_applied: write_what_is_released")
    done = await clinician.decides(request_id, "approve", edits={"released": TEXT})
    assert (done["status"], done["outcome"]["told"]) == ("approved", "outbox")
    sent = (await desk.http.get("/demo/outbox")).json()["deliveries"]
    assert all("cholesterol" not in each["text"] for each in sent)

    desk.clock.advance(timedelta(hours=2))
    back = await desk.chat()
    await back.says("I'd like to know when my next visit is", MARIA_IS)
    assert "cholesterol" not in "".join(await messages(back))
    await back.says("any news on my request?")
    assert back.waiting_for == "code"
    await back.says(await last_code(back))
    assert back.turn["messages"][-1]["text"] == TEXT
    assert [text for text in await messages(back) if "cholesterol" in text] == [TEXT]
    assert any(TEXT in note for note in await notes(desk))


async def test_records_for_others_name_the_consent_and_are_noted_in_the_chart(desk: Desk, chat: Chat) -> None:
    await chat.says("I need my immunization records", MARIA_IS)
    await chat.says("my school, by Friday", "yes")
    request_id, staff = request_of(chat), Decider(desk.http)
    checked = (await staff.reads(request_id))["checked"]
    assert {each["label"]: each["value"] or each["on"] for each in checked["facts"]} == {
        "What": "I need my immunization records",
        "To whom": "my school, by Friday",
        "Needed by": "2026-03-06",
        "Consent": "given in the conversation",
    }
    rules = {each["rule"] for each in checked["recommendation"]["reasons"]}
    assert rules == {"authorization", "unproven"}
    done = await staff.decides(request_id, "approve", reply=checked["suggested_reply"])
    assert done["outcome"]["reference"].startswith("DocumentReference/")
    assert "bring an identity document" in (await messages(chat))[-1]
    (note,) = await notes(desk)
    assert "To whom: my school, by Friday" in note
    assert "Consent: given in the conversation" in note


async def test_a_message_is_put_in_short_with_its_day_and_screened_once_more(desk: Desk, chat: Chat) -> None:
    await chat.says("I have a message for my doctor", MARIA_IS)
    await chat.says("Hello. My knee is better since Monday. Can I go back to running by Friday? Thanks!")
    seen = await Decider(desk.http).reads(request_of(chat))
    facts = {each["label"]: each["value"] or each["on"] for each in seen["checked"]["facts"]}
    assert facts == {"In short": "Can I go back to running by Friday?", "Wanted by": "2026-03-06"}
    assert "Thank you for your message" in seen["checked"]["suggested_reply"]
