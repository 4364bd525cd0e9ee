"""Many conversations that all want the same last time: one gets it, the others get another offer."""

import asyncio
from datetime import date
from typing import Any

from ehr_changes import Booked
from patient import Chat
from running import Desk

CROWDS = {"embedded": 50, "mcp": 50, "second_fhir": 6}
"""People by EHR: the second server looks through every slot for each search."""


async def grown_ups(desk: Desk, crowd: int) -> list[dict[str, Any]]:
    query = "Patient?birthdate=lt2000-01-01&active=true&_count=150&_sort=_id"
    bundle = (await desk.fhir.get(query)).raise_for_status().json()
    everybody = [entry["resource"] for entry in bundle["entry"]]
    ordinary = [
        p for p in everybody if p.get("telecom") and "deceasedDateTime" not in p and "patient-" in p["id"]
    ]
    return ordinary[:crowd]


async def is_offered_the_last_time(desk: Desk, patient: dict[str, Any]) -> Chat:
    chat = await desk.chat()
    name, born = patient["name"][0], date.fromisoformat(patient["birthDate"])
    phone = next(entry["value"] for entry in patient["telecom"] if entry["system"] == "phone")
    await chat.says("I'd like a women's health visit on Thursday")
    await chat.says(f"{name['given'][0]} {name['family']}, {born:%B} {born.day} {born.year}, {phone}")
    return chat


def heard_the_truth(chat: Chat, ehr: str) -> bool:
    """Another offer; or, where the server is so slow that no search comes back in time, that staff take over."""
    other_offer = "just been taken" in chat.said and chat.waiting_for == "choice"
    honest_no = "cannot reach our calendar" in chat.said and "passed your wish to our team" in chat.said
    return other_offer or (ehr == "second_fhir" and honest_no)


async def test_one_of_many_gets_the_last_time_and_the_others_another_offer(desk: Desk, ehr: str) -> None:
    crowd = CROWDS[ehr]
    patients = await grown_ups(desk, crowd)
    assert len(patients) == crowd
    chats = [await is_offered_the_last_time(desk, patient) for patient in patients]
    ready = [
        chat for chat in chats if chat.waiting_for == "choice" and "Thu, Mar 5" in chat.options[0]["label"]
    ]
    assert len(ready) == crowd, [chat.said for chat in chats if chat not in ready]
    await asyncio.gather(*(chat.says("the first one") for chat in ready))
    asked = [chat for chat in ready if chat.waiting_for == "confirmation"]
    if ehr != "second_fhir":
        assert len(asked) == 1, "the time that one is asked about is kept from the others"
    said = await asyncio.gather(*(chat.says("yes") for chat in asked))
    assert sum("It is booked" in words for words in said) == 1
    losers = [chat for chat in ready if "It is booked" not in chat.said]
    assert [chat.said for chat in losers if not heard_the_truth(chat, ehr)] == []
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
