"""A booking as a patient types it, timed turn by turn."""

from datetime import date
from time import perf_counter
from typing import Any

import httpx


class Talk:
    """One conversation over HTTP. `times` holds the milliseconds of each turn, `calls` the model calls."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._path = ""
        self._headers: dict[str, str] = {}
        self.times: list[float] = []
        self.calls: list[int] = []

    async def open(self) -> None:
        answer = await self._http.post("/v1/conversations", json={"channel": "web"})
        opened = answer.raise_for_status().json()
        self._path = f"/v1/conversations/{opened['id']}/messages"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def says(self, text: str) -> dict[str, Any]:
        """Say a line; its time as the client sees it is kept."""
        begun = perf_counter()
        answer = await self._http.post(self._path, json={"text": text}, headers=self._headers)
        self.times.append((perf_counter() - begun) * 1000)
        turn: dict[str, Any] = answer.raise_for_status().json()
        self.calls.append(int(answer.headers.get("X-Model-Calls", 0)))
        return turn

    async def first_word(self, text: str) -> float:
        """Milliseconds until the first word of the answer arrives over SSE; the turn is read to its end."""
        begun = perf_counter()
        first: float | None = None
        headers = self._headers | {"Accept": "text/event-stream"}
        async with self._http.stream("POST", self._path, json={"text": text}, headers=headers) as answer:
            async for line in answer.aiter_lines():
                if (
                    first is None
                    and line.startswith("event:")
                    and line.split(":")[1].strip() in ("delta", "message")
                ):
                    first = (perf_counter() - begun) * 1000
        if first is None:
            raise RuntimeError("The turn said nothing.")
        return first


WISHES = ("next week", "this week", "on Thursday", "in two weeks")
PICKS = ("the first one", "the second one", "the last one")


def booking_lines(patient: dict[str, Any], number: int = 0) -> list[str]:
    """What a known patient types to book a follow-up; a question in the middle of it. `number` varies the wishes."""
    name = next(name for name in patient["name"] if name.get("use") in (None, "official", "usual"))
    born = date.fromisoformat(patient["birthDate"])
    phone = next(entry["value"] for entry in patient["telecom"] if entry["system"] == "phone")
    return [
        f"Hi, I'd like to book a follow-up visit {WISHES[number % len(WISHES)]}",
        f"{' '.join(name['given'])} {name['family']}, {born:%B} {born.day}, {born.year}",
        phone,
        "where do I park?",
        PICKS[number % len(PICKS)],
        "yes, please",
        "no, that's all, thanks",
    ]


async def book(http: httpx.AsyncClient, patient: dict[str, Any], number: int = 0) -> Talk:
    """A whole booking; `number` varies what is wished and picked."""
    talk = Talk(http)
    await talk.open()
    for line in booking_lines(patient, number):
        await talk.says(line)
    return talk
