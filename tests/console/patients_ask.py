"""Patients who leave requests for staff, over HTTP as their clients would."""

import re
from typing import Any

import httpx

from demo import people
from demo.people import Person


class Asking:
    """One patient's conversation. `request` is the id of the request that came of it."""

    def __init__(self, http: httpx.Client, person: Person) -> None:
        self._http = http
        self._person = person
        opened = http.post("/v1/conversations", json={}).json()
        self.id = opened["id"]
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.turn: dict[str, Any] = {}
        self.request = ""

    def says(self, text: str) -> None:
        answer = self._http.post(
            f"/v1/conversations/{self.id}/messages", json={"text": text}, headers=self.headers
        )
        self.turn = answer.raise_for_status().json()
        for made in self.turn["requests"]:
            self.request = made["id"]

    def asks(self, text: str) -> "Asking":
        """Say it, and answer who one is as often as that is asked."""
        self.says(text)
        for _ in range(4):
            if self.turn["waiting_for"] in ("first_name", "last_name"):
                born = self._person.birth_date
                self.says(
                    f"{self._person.full_name}, {born:%B} {born.day}, {born.year}, {self._person.phone}"
                )
            elif self.turn["waiting_for"] == "reason":
                self.says(self._answer(self.turn["messages"][-1]["text"]))
            elif self.turn["waiting_for"] == "code":
                self.says(_code_for(self._http, self._person))
        return self

    def _answer(self, question: str) -> str:
        """In their own words, what a refill or a referral is asked about."""
        if "days" in question:
            return "About ten days, and no trouble with it"
        return "No" if "place" in question else "It itches and has changed its colour"

    def messages(self) -> list[dict[str, Any]]:
        answer = self._http.get(f"/v1/conversations/{self.id}/messages", headers=self.headers)
        return list(answer.json()["messages"])


def _code_for(http: httpx.Client, person: Person) -> str:
    sent = http.get("/demo/outbox").json()["deliveries"]
    to_them = [each["text"] for each in sent if each["recipient"] == person.phone]
    return next(found.group() for text in to_them if (found := re.search(r"\b\d{6}\b", text)))


def a_morning(http: httpx.Client, headers: dict[str, str]) -> dict[str, Asking]:
    """Five patients' requests, all before staff when this ends."""
    asking = {
        "due": Asking(http, people.OSCAR_LINDGREN).asks("I need a refill of my atorvastatin"),
        "early": Asking(http, people.ZOE_MULLER).asks("I need a refill of my omeprazole"),
        "grace": Asking(http, people.GRACE_KIM).asks("I need a refill of my levothyroxine"),
        "referral": Asking(http, people.MARIA_ALVAREZ).asks(
            "I need a referral to a dermatologist for a mole that changed"
        ),
        "person": Asking(http, people.TOM_BECKER).asks("I want to talk to a person, please"),
    }
    for each in asking.values():
        if each.request:  # who reads one finds it before staff
            http.get(f"/v1/requests/{each.request}", headers=headers).raise_for_status()
    return asking
