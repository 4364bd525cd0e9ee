"""The running stand-in: routes, tokens, faults."""

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
from evals.standins.athenahealth_server.directory import Directory
from evals.standins.athenahealth_server.patients import Patients
from evals.standins.athenahealth_server.scheduling import Appointments
from evals.standins.practice import Book, Faults, Person, Visit, running_app

PRACTICE = "195900"
"""The number of athenahealth's own preview practice."""
CLIENT_ID, CLIENT_SECRET = "frontdesk-app", "a secret of the stand-in"
Answer: TypeAlias = Callable[[Request], Awaitable[Response]]


class AthenahealthServer:
    """One practice. `book` is its state, `faults` what goes wrong on the wire."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.faults = Faults()
        self.tokens: set[str] = set()
        self.appointments = Appointments(book, clock)
        self.patients = Patients(book, clock)
        self._directory = Directory(book, self.appointments.types)
        self.url = ""

    booking_request = f"PUT /v1/{PRACTICE}/appointments/"
    moving_request = "PUT /reschedule"
    cancelling_request = "PUT /cancel"
    registering_request = f"POST /v1/{PRACTICE}/patients"
    """Which requests are which write, for `Faults.arm`."""

    def id_of(self, entry: Person | Visit) -> str:
        """The id that the practice's programs see."""
        return str(entry.number)

    def revoke_all(self) -> None:
        self.tokens.clear()

    def app(self) -> ASGIApp:
        def within(path: str, answer: Answer, method: str = "GET") -> Route:
            return Route(f"/v1/{PRACTICE}/{path}", self._authorized(answer), methods=[method])

        routes = [
            Route("/oauth2/v1/token", self._token, methods=["POST"]),
            within("departments", self._directory.departments),
            within("providers", self._directory.providers),
            within("appointmenttypes", self._directory.types),
            within("appointments/open", self.appointments.open),
            within("appointments/booked", self.appointments.booked),
            within("appointments/waitlist", self.appointments.wait, "POST"),
            within("appointments/{id}", self.appointments.appointment),
            within("appointments/{id}", self.appointments.take, "PUT"),
            within("appointments/{id}/reschedule", self.appointments.reschedule, "PUT"),
            within("appointments/{id}/cancel", self.appointments.cancel, "PUT"),
            within("appointments/{id}/confirmationstatus", self.appointments.confirm, "PUT"),
            within("patients", self.patients.search),
            within("patients", self.patients.register, "POST"),
            within("patients/enhancedbestmatch", self.patients.best_match),
            within("patients/{id}", self.patients.patient),
            within("patients/{id}/appointments", self.appointments.appointments_of),
            within("patients/{id}/documents/{kind}", self.patients.document, "POST"),
        ]
        return self.faults.around(Starlette(routes=routes))

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.get("grant_type") != "client_credentials" or "athena/service" not in str(form.get("scope")):
            return JSONResponse({"error": "invalid_scope"}, 400)
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return JSONResponse(
            {"token_type": "Bearer", "expires_in": 3600, "access_token": token, "scope": form["scope"]}
        )

    def _authorized(self, answer: Answer) -> Answer:
        async def authorized(request: Request) -> Response:
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            if token not in self.tokens:
                return JSONResponse({"error": "Unauthorized"}, 401)
            return await answer(request)

        return authorized


@contextmanager
def running_athenahealth_server(book: Book, clock: Clock) -> Iterator[AthenahealthServer]:
    """The server on a free port of the loopback interface, for as long as the context lasts."""
    server = AthenahealthServer(book, clock)
    with running_app(server.app()) as url:
        server.url = url
        yield server
