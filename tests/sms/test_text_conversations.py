"""Conversations by text message, from a patient's phone to the EHR and back."""

import asyncio
from itertools import count
from time import perf_counter

import pytest
from ehr_changes import Booked
from text_clinic import TextClinic

from clinic.messaging import segments
from demo import people
from evals.standins.twilio_server import OWN_WORDS, Handset
from server.api.twilio_sms import NOTHING_TO_SAY as NOTHING
from server.records import messages_after
from server.records.webhooks import Webhook, store

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARIA = people.MARIA_ALVAREZ.phone or ""


_numbers = count(2125550130)


@pytest.fixture
def phone(clinic: TextClinic) -> Handset:
    """A phone that the clinic does not know."""
    return clinic.phone(f"+1{next(_numbers)}")


async def books_by_text(clinic: TextClinic, phone: Handset) -> None:
    hello = await clinic.says(phone, "I'd like a follow-up with Dr. Osei next week")
    offers = await clinic.says(phone, "Maria Alvarez, March 14 1985, 212 555 0123")
    read_back = await clinic.says(phone, "2")
    done = await clinic.says(phone, "yes")

    assert hello.startswith("Riverside Family Clinic, AI assistant. Emergency: call 911. STOP ends texts.\n")
    assert [line[:18] for line in offers.splitlines()[-3:]] == [
        "1 Mon, Mar 9, 8:00",
        "2 Mon, Mar 9, 1:00",
        "3 Tue, Mar 10, 8:0",
    ]
    assert "Monday, March 9 at 1:00 PM" in read_back
    assert done.startswith("It is booked")
    assert all(segments(text) <= 3 for text in phone.received)


async def test_a_visit_is_booked_while_another_caller_sends_2000_texts(clinic: TextClinic) -> None:
    maria, flooder = clinic.phone(MARIA), clinic.phone("+12125550199")

    async def floods() -> None:
        for number in range(2000):
            answer = await flooder.texts(f"hello {number}")
            assert (answer.status_code, answer.text) == (200, NOTHING)

    flood = asyncio.create_task(floods())
    await books_by_text(clinic, maria)
    slowest = 0.0
    for line in ("thanks", "where do I park?"):
        started = perf_counter()
        await maria.texts(line)
        slowest = max(slowest, perf_counter() - started)
    await flood
    await clinic.settled()

    assert slowest < 1.0, "a webhook is answered in under a second"
    assert 10 <= len(flooder.received) <= 20, "what is within the limit, and once that it was too much"
    assert [text[:24] for text in flooder.received].count("These are more texts tha") == 1
    await flooder.texts("please stop texting me")
    await clinic.settled()
    assert flooder.reads()[-1].startswith("You will get no more texts from Riverside")
    [booked] = await clinic.changes()
    assert isinstance(booked, Booked)
    assert (booked.patient, booked.start[:16]) == (people.MARIA_ALVAREZ.id, "2026-03-09T13:00")


async def test_a_message_that_twilio_brings_again_is_one_turn_with_one_reply(
    clinic: TextClinic, phone: Handset
) -> None:
    for _ in range(3):
        assert (await phone.texts("where do I park?", sid="SM-again")).status_code == 200
    await clinic.settled()
    for _ in range(2):
        await phone.texts("where do I park?", sid="SM-again")
    await clinic.settled()

    assert len(phone.reads()) == 1


async def test_keywords_come_before_everything_and_are_answered_in_their_language(
    clinic: TextClinic, phone: Handset
) -> None:
    assert await clinic.says(phone, "HELP") == OWN_WORDS["help"]
    assert (await clinic.says(phone, "ayuda")).startswith(
        "Riverside Family Clinic: reserve, cambie o cancele"
    )
    assert (await clinic.says(phone, "alto")).startswith("Ya no recibira textos de Riverside Family Clinic.")
    await phone.texts("where do I park?")
    await clinic.settled()
    assert phone.reads() == [], "who opted out is not written to"

    emergency = await clinic.says(phone, "I have crushing chest pain and my left arm hurts")
    assert "911" in emergency
    assert (await clinic.says(phone, "START")).startswith("You get texts from Riverside Family Clinic again.")
    assert "garage" in await clinic.says(phone, "where do I park?")


async def test_a_picture_is_told_to_be_kept_out_and_the_words_with_it_are_answered(
    clinic: TextClinic, phone: Handset
) -> None:
    alone = await phone.texts("", media=2, sid="SM-picture")
    await phone.texts("", media=2, sid="SM-picture")
    assert alone.status_code == 200
    await clinic.settled()
    (told,) = phone.reads()
    assert told.startswith("I cannot look at pictures or files, and I have not kept yours.")

    await phone.texts("where do I park?", media=1)
    await clinic.settled()
    both = phone.reads()[-1]
    assert "I cannot look at pictures" in both
    assert "garage" in both


async def test_an_emoji_and_1200_characters_get_an_answer_each(clinic: TextClinic, phone: Handset) -> None:
    assert await clinic.says(phone, "🙂")
    long = await clinic.says(
        phone, ("I was wondering about the parking because my mother walks badly. " * 19)[:1200]
    )
    assert segments(long) <= clinic.frontdesk.clinic.sms.most_segments


async def test_nobody_is_answered_who_cannot_be_texted(clinic: TextClinic) -> None:
    short_code = clinic.phone("72975")
    assert (await short_code.texts("Your delivery arrives today")).status_code == 200
    await clinic.settled()

    assert short_code.received == []


async def test_what_a_crash_left_unfinished_is_worked_on_at_the_next_look(
    clinic: TextClinic, phone: Handset
) -> None:
    form = {"MessageSid": "SM-left", "From": phone.number, "Body": "where do I park?", "NumMedia": "0"}
    left = Webhook(key="sms.SM-left", kind="sms", fields=form, attempts=0, sender=phone.number)
    await store(clinic.frontdesk.database, left, at=clinic.clock.now())
    assert clinic.frontdesk.texts is not None
    await clinic.frontdesk.texts.inbox.recover()
    await clinic.settled()
    await phone.texts("where do I park?", sid="SM-left")
    await clinic.settled()

    assert len(phone.reads()) == 1


async def test_a_conversation_begun_on_the_web_goes_on_by_text_after_a_code(
    clinic: TextClinic, phone: Handset
) -> None:
    http = clinic.http
    opened = (await http.post("/v1/conversations", json={"channel": "web"})).json()
    path, bearer = f"/v1/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
    await http.post(f"{path}/messages", json={"text": "I need a flu shot"}, headers=bearer)
    await http.post(f"{path}/doors", json={"phone": phone.number}, headers=bearer)
    await clinic.settled()
    (code,) = phone.reads()
    told = {"phone": phone.number, "code": "".join(c for c in code.split()[0] if c.isdecimal())}
    assert (await http.post(f"{path}/doors/confirm", json=told, headers=bearer)).status_code < 300
    reply = await clinic.says(phone, "Maria Alvarez, March 14 1985, 212 555 0123")

    assert "Maria" in reply
    said = await messages_after(clinic.frontdesk.database, opened["id"], 0)
    assert said[-1].text in reply
