"""The demo clinic behind a real MCP session: seeded once per worker, copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import demo
from clinic.clock import PinnedClock
from clinic.models import Assurance, Offer
from clinic.settings import ClinicSettings
from demo.people import Person
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.results import Offers
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.fhir_client import FhirClient, connect_fhir
from tools.fhir_client.connection import DEADLINE
from tools.fhir_store import create_store

SEEDED = demo.DEMO_NOW.astimezone(UTC) - timedelta(days=1)
Resource = dict[str, Any]
Change = tuple[Resource | None, Resource | None]


@dataclass
class Clinic:
    """The demo clinic as a test sees it. `fhir` always answers; the tools' own `line` to the EHR may fail."""

    ehr: Ehr
    fhir: FhirClient
    line: FhirClient
    history: httpx.AsyncClient
    settings: ClinicSettings
    clock: PinnedClock
    seed: dict[str, Resource] = field(repr=False)

    def session(
        self,
        person: Person | None = None,
        *,
        assurance: Assurance = Assurance.MATCHED,
        phone_matches: bool = True,
        conversation: str = "c1",
        **more: Any,
    ) -> EhrSession:
        if person is None:
            return EhrSession(conversation_id=conversation, **more)
        return EhrSession(
            conversation_id=conversation,
            patient_id=person.id,
            assurance=assurance,
            phone_matches=phone_matches,
            **more,
        )

    async def offers(
        self,
        session: EhrSession,
        visit_type: str,
        first: str = "2026-03-03",
        last: str = "2026-03-13",
        **more: Any,
    ) -> tuple[Offer, ...]:
        found = await self.ehr.find_slots(
            session, visit_type=visit_type, date_from=first, date_to=last, **more
        )
        assert isinstance(found, Offers), found
        return found.offers

    async def changes(self) -> dict[str, Change]:
        """Everything in the EHR that was written since it was seeded, before and after, without meta.

        A resource that was written and is as before again does not count. Nothing in tools/ can delete.
        """
        since = (SEEDED + timedelta(seconds=1)).isoformat()
        history = await self.history.get("_history", params={"_since": since, "_count": "1000"})
        now: dict[str, Resource] = {}
        for entry in history.raise_for_status().json().get("entry", []):  # newest first
            resource = entry["resource"]
            now.setdefault(f"{resource['resourceType']}/{resource['id']}", _bare(resource))
        return {
            name: (self.seed.get(name), resource)
            for name, resource in sorted(now.items())
            if self.seed.get(name) != resource
        }

    async def appointment(self, appointment_id: str) -> Resource:
        return await self.fhir.read("Appointment", appointment_id)

    def local(self, instant: datetime) -> str:
        """As a patient would say it: "Tue 2026-03-03 09:20"."""
        return f"{instant.astimezone(self.settings.zone):%a %Y-%m-%d %H:%M}"


OpenClinic = Callable[..., AbstractAsyncContextManager[Clinic]]


def _bare(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name != "meta"}


@pytest.fixture(scope="session")
def settings() -> ClinicSettings:
    return demo.demo_settings()


@pytest.fixture(scope="session")
def seed() -> list[Resource]:
    return demo.demo_resources(demo.DEMO_NOW.date())


@pytest.fixture(scope="session")
def seed_by_name(seed: list[Resource]) -> dict[str, Resource]:
    return {f"{each['resourceType']}/{each['id']}": _bare(each) for each in seed}


@pytest.fixture(scope="session")
def seeded_file(
    tmp_path_factory: pytest.TempPathFactory, settings: ClinicSettings, seed: list[Resource]
) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "ehr.sqlite"
    with create_store(path, PinnedClock(SEEDED), zone=settings.zone) as store:
        store.load(seed)
    return path


@pytest.fixture
def rules(settings: ClinicSettings) -> ClinicSettings:
    """The clinic.yaml that the tools go by: the demo's, unless a test has one of its own."""
    return settings


@pytest.fixture
def open_clinic(
    seeded_file: Path, rules: ClinicSettings, seed_by_name: dict[str, Resource], tmp_path: Path
) -> OpenClinic:
    """Opens the clinic, fresh each time; `around` wraps the transport between the tools and the EHR."""
    fresh = 0

    @asynccontextmanager
    async def opened(
        around: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] = lambda inner: inner,
        path: Path | None = None,
        deadline: float = DEADLINE,
    ) -> AsyncIterator[Clinic]:
        nonlocal fresh
        fresh += 1
        is_own = path is None
        path = path or tmp_path / f"ehr-{fresh}.sqlite"
        if not path.exists():
            shutil.copy(seeded_file, path)
        clock = PinnedClock(demo.DEMO_NOW)
        async with AsyncExitStack() as stack:
            store = stack.enter_context(create_store(path, clock, zone=rules.zone))
            transport = httpx.ASGITransport(app=store.app)
            healthy = await stack.enter_async_context(connect_fhir(transport=transport))
            line = await stack.enter_async_context(
                connect_fhir(
                    transport=around(httpx.ASGITransport(app=store.app)), sleep=_no_wait, deadline=deadline
                )
            )
            ehr = await stack.enter_async_context(open_ehr(build_ehr_server(line, rules, clock, "test key")))
            history = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://fhir")
            )
            yield Clinic(ehr, healthy, line, history, rules, clock, seed_by_name)
        if is_own:  # hundreds of them would fill the disk
            path.unlink()

    return opened


async def _no_wait(_: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def clinic(open_clinic: OpenClinic) -> AsyncIterator[Clinic]:
    """The demo clinic. Kept by a task of its own: an MCP session is closed by the task that opened it."""
    ready: asyncio.Future[Clinic] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def keep() -> None:
        async with open_clinic() as opened:
            ready.set_result(opened)
            await done.wait()

    keeper = asyncio.create_task(keep())
    await asyncio.wait([keeper, ready], return_when=asyncio.FIRST_COMPLETED)
    if keeper.done():
        keeper.result()
    yield ready.result()
    done.set()
    await keeper


@pytest.fixture
def today() -> date:
    return demo.DEMO_NOW.date()
