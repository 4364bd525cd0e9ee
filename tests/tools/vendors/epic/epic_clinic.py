"""The demo clinic at the stand-in for Epic, behind a real MCP session and real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from epic_customer import own_calls

import demo
from clinic.clock import PinnedClock
from clinic.models import Assurance, Offer
from clinic.settings import ClinicSettings
from demo.people import Person
from evals.standins.epic_server import EpicServer, running_epic_server
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.results import Offers
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.fhir_client import FhirClient, StaticToken, connect_fhir
from tools.fhir_store import create_store
from tools.vendors.epic import ConfiguredCall, Epic, EpicAccess, open_epic

SEEDED = demo.DEMO_NOW.astimezone(UTC) - timedelta(days=1)
_WRITTEN = ("Appointment", "Slot", "Patient", "DocumentReference")
_TOKEN = "a-token"
Resource = dict[str, Any]


@dataclass
class EpicClinic:
    """The clinic as a test sees it: tools over Epic, and Epic's own record."""

    ehr: Ehr
    profile: Epic
    server: EpicServer
    record: FhirClient
    settings: ClinicSettings
    clock: PinnedClock
    seed: Mapping[str, Resource] = field(repr=False)

    def session(self, person: Person | None = None, conversation: str = "c1") -> EhrSession:
        if person is None:
            return EhrSession(conversation_id=conversation)
        return EhrSession(
            conversation_id=conversation,
            patient_id=person.id,
            assurance=Assurance.VERIFIED,
            phone_matches=True,
        )

    async def offers(
        self, session: EhrSession, visit_type: str = "follow_up", **more: Any
    ) -> tuple[Offer, ...]:
        wish = {"date_from": "2026-03-03", "date_to": "2026-03-13"} | more
        found = await self.ehr.find_slots(session, visit_type=visit_type, **wish)
        assert isinstance(found, Offers), found
        return found.offers

    async def changed(self) -> list[Resource]:
        """What was written in Epic's own record since the seed, less what is as before again; slots must agree."""
        since = [("_lastUpdated", f"gt{SEEDED:%Y-%m-%dT%H:%M:%SZ}"), ("_count", "1000")]
        found = [each for kind in _WRITTEN for each in await self.record.search(kind, since)]
        written = [bare(each) for each in found]
        changed = [each for each in written if self.seed.get(f"{each['resourceType']}/{each['id']}") != each]
        held = {
            slot["reference"].partition("/")[2]
            for each in changed
            if each["resourceType"] == "Appointment" and each["status"] == "booked"
            for slot in each["slot"]
        }
        taken = {
            each["id"] for each in changed if each["resourceType"] == "Slot" and each["status"] == "busy"
        }
        assert held == taken, "a visit without its time, or a time without its visit"
        return [each for each in changed if each["resourceType"] != "Slot"]

    async def visits_made(self) -> list[tuple[str, str, str]]:
        """(status, patient or visit, local start) of every appointment that was made or changed."""
        return sorted(
            (each["status"], _known(each, self.seed), self.local(each["start"]))
            for each in await self.changed()
            if each["resourceType"] == "Appointment"
        )

    def local(self, moment: str | datetime) -> str:
        instant = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return instant.astimezone(self.settings.zone).strftime("%Y-%m-%d %H:%M")

    def sent(self, what: str) -> int:
        """How many requests went to this, such as "$book"."""
        return sum(each.endswith(what) for each in self.server.faults.seen)


def bare(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name != "meta"}


def _known(appointment: Resource, seed: Mapping[str, Resource]) -> str:
    if f"Appointment/{appointment['id']}" in seed:
        return str(appointment["id"])
    actors = (each["actor"]["reference"] for each in appointment["participant"])
    return next(each.partition("/")[2] for each in actors if each.startswith("Patient/"))


@asynccontextmanager
async def open_epic_clinic(
    path: Path, seed: Mapping[str, Resource], *, opened: bool = False
) -> AsyncIterator[EpicClinic]:
    """`path` is a seeded store; `opened`: the customer's own calls may be used."""
    settings, clock = demo.demo_settings(), PinnedClock(demo.DEMO_NOW)
    with (
        create_store(path, clock, zone=settings.zone) as store,
        running_epic_server(store, settings) as server,
    ):
        server.opened = opened
        server.smart.issued[_TOKEN] = datetime.now(UTC) + timedelta(hours=1)
        calls: Any = {
            name: ConfiguredCall.model_validate(call) for name, call in own_calls(server.url).items()
        }
        access = EpicAccess(server.r4_url, calls if opened else {})
        async with (
            open_epic(access, StaticToken(_TOKEN), settings, clock, sleep=_no_wait) as profile,
            connect_fhir(server.state_url) as record,
            open_ehr(
                build_ehr_server(record, settings, clock, "k" * 32, port=profile, chart=profile.chart)
            ) as ehr,
        ):
            yield EpicClinic(ehr, profile, server, record, settings, clock, seed)


async def _no_wait(_: float) -> None:
    await asyncio.sleep(0)
