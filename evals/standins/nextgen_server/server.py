"""The running stand-in: routes, tokens, the session header, faults."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from clinic.clock import Clock
from evals.standins.nextgen_server.directory import PRACTICE, Directory
from evals.standins.nextgen_server.ids import id_of
from evals.standins.nextgen_server.odata import refused
from evals.standins.nextgen_server.persons import Persons
from evals.standins.nextgen_server.scheduling import Scheduling
from evals.standins.practice import Book, Faults, Person, Visit, running_app

ENTERPRISE, SITE = "00002", "5a3e-test"
CLIENT_ID, CLIENT_SECRET = "frontdesk-app", "a secret of the stand-in"
_API = "/nge-api/api"
_SESSION = base64.b64encode(f"{ENTERPRISE}|{PRACTICE}|".encode()).decode()
Answer: TypeAlias = Callable[[Request], Awaitable[Response]]


class NextGenServer:
    """One practice. `book` is its state, `faults` what goes wrong on the wire."""

    booking_request = f"POST {_API}/appointments"
    moving_request = "POST /reschedule"
    cancelling_request = "POST /cancel"
    registering_request = f"POST {_API}/persons"
    """Which requests are which write, for `Faults.arm`."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.faults = Faults()
        self.tokens: set[str] = set()
        self._directory = Directory(book)
        self._scheduling = Scheduling(book, clock)
        self._persons = Persons(book, clock)
        self.url = ""

    def id_of(self, entry: Person | Visit) -> str:
        """The id that the practice's programs see."""
        return id_of(entry)

    def app(self) -> ASGIApp:
        def at(path: str, answer: Answer, method: str = "GET") -> Route:
            return Route(f"{_API}/{path}", self._in_session(answer), methods=[method])

        directory, scheduling, persons = self._directory, self._scheduling, self._persons
        routes = [
            Route("/nge-oauth/token", self._token, methods=["POST"]),
            Route(f"{_API}/users/me/login-defaults", self._log_in, methods=["PUT"]),
            at("providers", directory.providers),
            at("resources", directory.resources),
            at(f"master/practices/{PRACTICE}/locations", directory.locations),
            at("master/events", directory.events),
            at("master/appointments/categories", directory.categories),
            at("master/appointments/categories/{id}/events", directory.category_events),
            at("master/list-items", directory.list_items),
            at("master/patient-statuses", directory.patient_statuses),
            at("appointments/slots", scheduling.slots),
            at("appointments", scheduling.appointments),
            at("appointments", scheduling.book_visit, "POST"),
            at("appointments/{id}", scheduling.appointment),
            at("appointments/{id}", scheduling.change, "PATCH"),
            at("appointments/{id}/reschedule", scheduling.reschedule, "POST"),
            at("appointments/{id}/cancel", scheduling.cancel, "POST"),
            at("persons/lookup", persons.lookup),
            at("persons", persons.register, "POST"),
            at("persons/{id}", persons.person),
            at("persons/{id}/appointments", scheduling.appointments_of),
        ]
        return self.faults.around(Starlette(routes=routes))

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        known = (form.get("client_id"), form.get("client_secret"), form.get("site_id"))
        if known != (CLIENT_ID, CLIENT_SECRET, SITE) or form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    async def _log_in(self, request: Request) -> Response:
        """The body holds a status and nothing else; the session is in the header."""
        if not self._knows(request):
            return Response(status_code=401)
        defaults = await request.json()
        if (defaults.get("enterpriseId"), defaults.get("practiceId")) != (ENTERPRISE, PRACTICE):
            return refused("You do not have access to this practice.", 403)
        return JSONResponse(200, headers={"x-ng-sessionid": _SESSION})

    def _in_session(self, answer: Answer) -> Answer:
        async def within(request: Request) -> Response:
            if not self._knows(request):
                return Response(status_code=401)
            if request.headers.get("x-ng-sessionid") != _SESSION:
                return Response(status_code=403)
            return await answer(request)

        return within

    def _knows(self, request: Request) -> bool:
        return request.headers.get("authorization", "").removeprefix("Bearer ") in self.tokens


@contextmanager
def running_nextgen_server(book: Book, clock: Clock) -> Iterator[NextGenServer]:
    """The server on a free port of the loopback interface, for as long as the context lasts."""
    server = NextGenServer(book, clock)
    with running_app(server.app()) as url:
        server.url = url
        yield server
