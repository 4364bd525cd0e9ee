"""A stand-in for api.twilio.com: the part of its REST API that Frontdesk uses, over a state that tests can look into."""

import base64
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from evals.standins.practice import Faults, running_app
from evals.standins.twilio_server.account import ACCOUNT_SID, AUTH_TOKEN, Account, Refusal

_API = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
_AUTHORIZATION = "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
Answer: TypeAlias = Callable[[Request], Awaitable[Response]]
SENDING = f"POST {_API}/Messages.json"
"""Which request sends a message, for `Faults.arm`."""


class TwilioServer:
    """`account` is its state, `faults` what goes wrong on the wire. Errors have Twilio's codes."""

    def __init__(self, *, handles_keywords: bool = True) -> None:
        self.account = Account(handles_keywords=handles_keywords)
        self.faults = Faults()
        self.url = ""

    def app(self) -> ASGIApp:
        def at(path: str, answer: Answer, *methods: str) -> Route:
            return Route(f"{_API}/{path}", _authorized(answer), methods=list(methods))

        routes = [
            at("Messages.json", self._messages, "GET", "POST"),
            at("Messages/{sid}.json", self._message, "GET"),
            at("Calls.json", self._calls, "POST"),
            at("Calls/{sid}.json", self._call, "GET", "POST"),
        ]
        return self.faults.around(Starlette(routes=routes))

    async def _messages(self, request: Request) -> Response:
        if request.method == "POST":
            return JSONResponse(self.account.send(await _form(request)), 201)
        wanted = request.query_params
        found = [
            message
            for message in reversed(self.account.messages)
            if wanted.get("To") in (None, message["to"]) and _is_after(message, wanted.get("DateSent>"))
        ]
        return JSONResponse({"messages": found, "page": 0, "page_size": 50, "next_page_uri": None})

    async def _message(self, request: Request) -> Response:
        return JSONResponse(_found(self.account.messages, request))

    async def _calls(self, request: Request) -> Response:
        return JSONResponse(self.account.call(await _form(request)), 201)

    async def _call(self, request: Request) -> Response:
        call = _found(self.account.calls, request)
        if request.method == "POST":
            form = await _form(request)
            call |= {name.lower(): form[name] for name in ("Status", "Twiml", "Url") if name in form}
        return JSONResponse(call)


@contextmanager
def running_twilio_server(*, handles_keywords: bool = True) -> Iterator[TwilioServer]:
    """The server on a free port of the loopback interface, for as long as the context lasts."""
    server = TwilioServer(handles_keywords=handles_keywords)
    with running_app(server.app()) as url:
        server.url = url
        yield server


def _authorized(answer: Answer) -> Answer:
    async def checked(request: Request) -> Response:
        try:
            if request.headers.get("authorization") != _AUTHORIZATION:
                raise Refusal(401, 20003, "Authenticate")
            return await answer(request)
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)

    return checked


async def _form(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


def _found(rows: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    for row in rows:
        if row["sid"] == request.path_params["sid"]:
            return row
    raise Refusal(404, 20404, "The requested resource was not found")


def _is_after(message: dict[str, Any], moment: str | None) -> bool:
    return moment is None or parsedate_to_datetime(message["date_sent"]) >= datetime.fromisoformat(moment)
