"""Somebody at the clinic who decides requests over HTTP."""

import re
from typing import Any

import httpx
from patient import Chat
from running import BEARER, Desk
from sqlalchemy import Connection

from demo.people import Person
from server.records.leases import machine_now
from server.staff.accounts import the_account
from server.staff.sessions import Session, open_session


class Decider:
    """Reads and decides requests as whoever holds `headers`."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str] | None = None) -> None:
        self._http = http
        self.headers = headers or BEARER

    async def waiting(self, **wish: str) -> list[dict[str, Any]]:
        answer = await self._http.get("/v1/requests", params=wish, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["requests"])

    async def reads(self, request_id: str) -> dict[str, Any]:
        answer = await self._http.get(f"/v1/requests/{request_id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def decides(self, request_id: str, action: str, **more: Any) -> dict[str, Any]:
        """Read it and decide on what was read."""
        seen = await self.reads(request_id)
        answer = await self.tries(request_id, action, version=seen["version"], **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def tries(self, request_id: str, action: str, **more: Any) -> httpx.Response:
        body = {"action": action, **more}
        return await self._http.post(f"/v1/requests/{request_id}/decision", json=body, headers=self.headers)


async def signed_in(desk: Desk, role: str) -> Decider:
    """Whoever of the demo's staff has that role, with a session of theirs."""

    def work(connection: Connection) -> Session:
        return open_session(connection, the_account(connection, f"{role}@demo.example"), machine_now())

    session = await desk.frontdesk.database.write(work)
    cookie = f"frontdesk_staff={session.token}"
    return Decider(desk.http, {"Cookie": cookie, "X-CSRF-Token": session.csrf})


async def asks_for_refill(chat: Chat, person: Person, medicine: str) -> str:
    """The patient asks, is identified, and proves it by the code that was sent; the id of the request."""
    await chat.says(f"I need a refill of my {medicine}")
    if chat.waiting_for in ("first_name", "last_name"):
        await chat.identifies_as(person)
    if chat.waiting_for == "code":
        await chat.says(await last_code(chat))
    if chat.waiting_for == "reason":
        await chat.says("about ten days, and no trouble with it")
    return request_of(chat)


async def last_code(chat: Chat) -> str:
    sent = (await chat.http.get("/demo/outbox")).json()["deliveries"]
    codes = [found.group() for each in sent if (found := re.search(r"\b\d{6}\b", each["text"]))]
    return codes[0]


def request_of(chat: Chat) -> str:
    (request,) = chat.turn["requests"]
    return str(request["id"])


async def messages(chat: Chat) -> list[str]:
    """All that the conversation shows, oldest first."""
    answer = await chat.http.get(f"{chat.path}/messages", headers=chat.headers)
    return [message["text"] for message in answer.json()["messages"]]
