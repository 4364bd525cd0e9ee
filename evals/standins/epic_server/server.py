"""The server: SMART Backend Services at the door, R4 and STU3 behind it, and the book as it stands for who looks on."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.settings import ClinicSettings
from evals.standins.epic_server import own_calls, patients
from evals.standins.epic_server.answers import refused
from evals.standins.epic_server.reading import SEARCHED_BY, Reading
from evals.standins.epic_server.scheduling import Scheduling
from evals.standins.practice import Faults, running_app
from evals.standins.smart_server import SmartServer
from tools.fhir_client import FhirClient, connect_fhir
from tools.fhir_store import FhirStore

R4, STU3 = "/interconnect/api/FHIR/R4", "/interconnect/api/FHIR/STU3"
CANCEL = "/interconnect/api/epic/2014/PatientAccess/External/CancelAppointment/Scheduling/Cancel"
MOVE = "/interconnect/api/customer/MoveVisit"
CREATED = frozenset({"Patient", "DocumentReference"})


@dataclass
class EpicServer:
    """One customer's Epic. `requires`: elements of a new patient that the organization insists on.

    `opened`: whether the customer has opened its calls for cancelling and moving to us.
    """

    store: FhirStore
    settings: ClinicSettings
    smart: SmartServer = field(default_factory=SmartServer)
    faults: Faults = field(default_factory=Faults)
    requires: frozenset[str] = frozenset()
    opened: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        self.reading = Reading()
        self.scheduling = Scheduling(self.settings)
        # What is asked for is ignored: the whole registered set is granted, in the form of version 1.
        reads = [f"system/{kind}.read" for kind in SEARCHED_BY]
        self.smart.grants = " ".join([*reads, *(f"system/{kind}.write" for kind in sorted(CREATED))])

    @property
    def r4_url(self) -> str:
        return f"{self.url}{R4}"

    @property
    def state_url(self) -> str:
        """The book itself as plain FHIR, for tests: no part of Epic."""
        return f"{self.url}/state"

    def app(self) -> ASGIApp:
        fhir = Starlette(
            routes=[
                Route(f"{R4}/metadata", self._statement),
                Route(f"{R4}/_pages/{{session}}", self._next_page),
                Route(f"{R4}/Patient/$match", self._match, methods=["POST"]),
                Route(f"{R4}/{{kind}}/_search", self._search, methods=["POST"]),
                Route(f"{R4}/{{kind}}", self._create, methods=["POST"]),
                Route(f"{R4}/{{kind}}", self._search),
                Route(f"{R4}/{{kind}}/{{id}}", self._read),
                Route(f"{STU3}/Appointment/$find", self._find, methods=["POST"]),
                Route(f"{STU3}/Appointment/$book", self._book, methods=["POST"]),
                Route(CANCEL, self._cancel, methods=["POST"]),
                Route(MOVE, self._move, methods=["POST"]),
            ]
        )
        data = self._guarded(self.faults.around(fhir))
        smart = self.smart.app()
        configuration = Route(f"{R4}/.well-known/smart-configuration", self._configuration)
        state = Starlette(routes=[configuration, Mount("/state", self.store.app)])

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"]
            if path.startswith("/oauth2"):
                await smart(scope, receive, send)
            elif path.startswith("/state") or ".well-known" in path:
                await state(scope, receive, send)
            else:
                await data(scope, receive, send)

        return app

    def _guarded(self, app: ASGIApp) -> ASGIApp:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            token = Request(scope).headers.get("authorization", "").removeprefix("Bearer ")
            if scope["path"].endswith("/metadata") or self.smart.accepts(token):
                await app(scope, receive, send)
            else:
                await Response(status_code=401)(scope, receive, send)

        return guarded

    async def _configuration(self, _: Request) -> Response:
        """Epic names neither algorithms nor system scopes here."""
        return JSONResponse({"token_endpoint": self.smart.token_url})

    async def _statement(self, _: Request) -> Response:
        """As in May 2026: no versions, no conditional create, and not a word of `$find` and `$book`."""
        kinds = [
            {
                "type": kind,
                "interaction": [
                    {"code": each}
                    for each in ("read", "search-type", *(["create"] if kind in CREATED else []))
                ],
                "conditionalCreate": False,
            }
            for kind in SEARCHED_BY
        ]
        return JSONResponse(
            {
                "resourceType": "CapabilityStatement",
                "status": "active",
                "kind": "instance",
                "software": {"name": "Epic", "version": "May 2026"},
                "fhirVersion": "4.0.1",
                "format": ["xml", "json"],
                "rest": [{"mode": "server", "resource": kinds}],
            }
        )

    async def _read(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind not in SEARCHED_BY:
            return refused("4118", 403)
        async with self._book_of_record() as fhir:
            return await self.reading.read(fhir, kind, request.path_params["id"])

    async def _search(self, request: Request) -> Response:
        async with self._book_of_record() as fhir:
            return await self.reading.search(fhir, request.path_params["kind"], request, self.r4_url)

    async def _next_page(self, request: Request) -> Response:
        return self.reading.page(request.path_params["session"])

    async def _create(self, request: Request) -> Response:
        kind, body = request.path_params["kind"], await request.json()
        if kind not in CREATED:
            return refused("4118", 403)
        async with self._book_of_record() as fhir:
            if kind == "Patient":
                answer, _ = await patients.create(fhir, body, self.r4_url, self.requires)
                return answer
            if not body.get("context", {}).get("encounter"):
                return refused("59108")
            filed = await fhir.create_unconditionally(body)
            return Response(status_code=201, headers={"Location": f"{self.r4_url}/{kind}/{filed['id']}"})

    async def _match(self, request: Request) -> Response:
        async with self._book_of_record() as fhir:
            return await patients.match(fhir, await request.json(), self.r4_url, self.settings.country)

    async def _find(self, request: Request) -> Response:
        page = request.query_params.get("page")
        async with self._book_of_record() as fhir:
            return await self.scheduling.find(fhir, await request.json(), f"{self.url}{STU3}", page)

    async def _book(self, request: Request) -> Response:
        async with self._book_of_record() as fhir:
            return await self.scheduling.book(fhir, await request.json(), f"{self.url}{STU3}")

    async def _cancel(self, request: Request) -> Response:
        if not self.opened:
            return Response(status_code=403)
        async with self._book_of_record() as fhir:
            return await own_calls.cancel(self.scheduling, fhir, await request.json())

    async def _move(self, request: Request) -> Response:
        if not self.opened:
            return Response(status_code=403)
        async with self._book_of_record() as fhir:
            return await own_calls.move(self.scheduling, fhir, await request.json())

    def _book_of_record(self) -> AbstractAsyncContextManager[FhirClient]:
        return connect_fhir(app=self.store.app)


@contextmanager
def running_epic_server(store: FhirStore, settings: ClinicSettings) -> Iterator[EpicServer]:
    """On a free port of the loopback interface, with what is in `store`, for as long as the block lasts."""
    server = EpicServer(store, settings)
    with running_app(server.app()) as url:
        server.url = server.smart.url = url
        yield server
