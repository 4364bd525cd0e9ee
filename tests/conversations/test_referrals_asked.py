"""Referrals, records, forms and results as patients ask for them, and what they hear of requests under way."""

from typing import Any

import pytest
from deciding import Decider, last_code
from patient import Chat
from running import Desk

from demo import people

MARIA = people.MARIA_ALVAREZ
MARIA_IS = "Maria Alvarez, 3/14/1985, 212 555 0123"


async def told(desk: Desk, chat: Chat) -> dict[str, Any]:
    """What staff are given of the one request of the last turn."""
    [request] = chat.turn["requests"]
    seen = await Decider(desk.http).reads(request["id"])
    return dict(seen["request"])


@pytest.mark.parametrize(
    ("language", "lines", "given", "urgent"),
    [
        (
            "en",
            ["I need a referral to a dermatologist", MARIA_IS, "a rash on my arm", "no"],
            {"specialty": "dermatology", "reason": "a rash on my arm"},
            False,
        ),
        (
            "en",
            [
                "I need a referral",
                MARIA_IS,
                "a cardiologist",
                "my heart skips beats, it is urgent",
                "Lakeside Heart, authorization number AB-1234",
            ],
            {
                "specialty": "cardiology",
                "reason": "my heart skips beats, it is urgent",
                "place": "Lakeside Heart",
                "authorization": "AB-1234",
            },
            True,
        ),
        (
            "es",
            ["necesito una derivación a un dermatólogo", MARIA_IS, "manchas en la piel", "me da igual"],
            {"specialty": "dermatology", "reason": "manchas en la piel"},
            False,
        ),
    ],
)
async def test_a_referral_goes_out_complete(
    desk: Desk, language: str, lines: list[str], given: dict[str, str], urgent: bool
) -> None:
    chat = await desk.chat(language=language)
    await chat.says(*lines)
    request = await told(desk, chat)
    assert request["told"] == given
    assert request["urgent"] is urgent


async def test_what_the_patient_does_not_know_is_listed_for_the_clinician(desk: Desk, chat: Chat) -> None:
    await chat.says("I need a referral", MARIA_IS, "I don't know", "my knee hurts when I climb stairs", "no")
    seen = await Decider(desk.http).reads(chat.turn["requests"][0]["id"])
    reasons = {each["rule"]: each["text"] for each in seen["checked"]["recommendation"]["reasons"]}
    assert "which specialist" in reasons["incomplete"]


async def test_a_form_for_others_goes_out_with_the_patients_consent(desk: Desk, chat: Chat) -> None:
    await chat.says("I need my immunization records", MARIA_IS)
    await chat.says("my school, by Friday")
    assert "Do you agree" in chat.said
    await chat.says("yes")
    request = await told(desk, chat)
    assert request["told"] == {
        "what": "I need my immunization records",
        "to": "my school, by Friday",
        "by": "2026-03-06",
        "consent": "yes",
    }


async def test_results_are_not_read_out_but_asked_for(desk: Desk, chat: Chat) -> None:
    await chat.says("what are my test results?", MARIA_IS)
    await chat.says(await last_code(chat), "the blood test of last week")
    assert "do not read results out" in chat.said
    assert chat.requests == ["results"]


async def test_who_has_to_ask_again_gets_an_apology(desk: Desk, chat: Chat) -> None:
    await chat.says("This is the third time I call about my results!", MARIA_IS)
    await chat.says(await last_code(chat), "the blood test of last week")
    assert "sorry that you have to ask again" in chat.said
    assert chat.requests == ["results"]


async def test_a_patient_hears_how_requests_stand(desk: Desk, chat: Chat) -> None:
    await chat.says("what about my refill?", MARIA_IS)
    assert "find no request of yours" in chat.said
    assert chat.requests == ["request_status"]
    await chat.says("I need a referral to a dermatologist", "a rash on my arm", "no")
    await told(desk, chat)
    await chat.says("no", "any news on my referral?")
    assert "nobody has decided yet" in chat.said
    assert chat.requests == []
