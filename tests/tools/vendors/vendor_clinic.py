"""The demo clinic at a vendor's stand-in, behind a real MCP session and real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seeded_practice import seeded_book
from starlette.types import ASGIApp, Receive, Scope, Send

import demo
from clinic.clock import PinnedClock
from clinic.models import Assurance, Offer
from clinic.settings import ClinicSettings
from demo.people import Person
from evals.standins import athenahealth_server, nextgen_server
from evals.standins.athenahealth_server import AthenahealthServer
from evals.standins.nextgen_server import NextGenServer
from evals.standins.practice import Book, Change, Faults, running_app
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.results import Offers
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.vendors.athenahealth import AthenahealthAccess, open_athenahealth
from tools.vendors.nextgen import NextGenAccess, open_nextgen
from tools.vendors.rest import RestProfile

VENDORS = ("athenahealth", "nextgen")
VendorServer = AthenahealthServer | NextGenServer


class Door:
    """One address for all tests of a process: each puts its own stand-in behind it."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.url = ""
        self.seconds = 0.0
        """What the profile's monotonic clock shows: tokens age by it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@contextmanager
def open_door() -> Iterator[Door]:
    door = Door()
    with running_app(door) as url:
        door.url = url
        yield door


@dataclass
class VendorClinic:
    """The clinic as a test sees it: tools over the vendor's profile, and the vendor's own book."""

    vendor: str
    ehr: Ehr
    profile: RestProfile
    server: VendorServer
    book: Book
    faults: Faults
    settings: ClinicSettings
    clock: PinnedClock
    door: Door

    def session(self, person: Person | None = None, conversation: str = "c1") -> EhrSession:
        if person is None:
            return EhrSession(conversation_id=conversation)
        return EhrSession(
            conversation_id=conversation,
            patient_id=self.patient_id(person),
            assurance=Assurance.MATCHED,
            phone_matches=True,
        )

    def patient_id(self, person: Person) -> str:
        known = next(each for each in self.book.people if each.seed == person.id)
        return self.server.id_of(known)

    def visit_id(self, seed: str) -> str:
        return self.server.id_of(next(each for each in self.book.visits if each.seed == seed))

    async def offers(
        self, session: EhrSession, visit_type: str = "follow_up", **more: Any
    ) -> tuple[Offer, ...]:
        wish = {"date_from": "2026-03-03", "date_to": "2026-03-13"} | more
        found = await self.ehr.find_slots(session, visit_type=visit_type, **wish)
        assert isinstance(found, Offers), found
        return found.offers

    def changes(self) -> list[Change]:
        """What happened in the vendor's own record; it must not contradict itself."""
        assert self.book.contradictions() == []
        return self.book.changes()

    def local(self, instant: datetime) -> str:
        return instant.astimezone(self.settings.zone).isoformat()

    def again(self) -> AbstractAsyncContextManager[Ehr]:
        """The tools in another process, as after a crash: nothing is remembered but what the vendor shows."""
        return tools_over(self.door, self.server, self.settings, self.clock)


def open_profile(
    door: Door, server: VendorServer, settings: ClinicSettings, clock: PinnedClock
) -> AbstractAsyncContextManager[RestProfile]:
    unusual: Any = {"sleep": _no_wait, "monotonic": lambda: door.seconds}
    if isinstance(server, NextGenServer):
        there = nextgen_server
        nextgen = NextGenAccess(
            door.url, there.SITE, there.ENTERPRISE, there.PRACTICE, there.CLIENT_ID, there.CLIENT_SECRET
        )
        return open_nextgen(nextgen, settings, clock, **unusual)
    at = athenahealth_server
    athena = AthenahealthAccess(door.url, at.PRACTICE, at.CLIENT_ID, at.CLIENT_SECRET)
    return open_athenahealth(athena, settings, clock, **unusual)


@asynccontextmanager
async def tools_over(
    door: Door, server: VendorServer, settings: ClinicSettings, clock: PinnedClock
) -> AsyncIterator[Ehr]:
    async with (
        open_profile(door, server, settings, clock) as profile,
        open_ehr(_server(profile, settings, clock)) as ehr,
    ):
        yield ehr


@asynccontextmanager
async def open_vendor_clinic(
    vendor: str, door: Door, book: Book | None = None, settings: ClinicSettings | None = None
) -> AsyncIterator[VendorClinic]:
    clock, settings, book = (
        PinnedClock(demo.DEMO_NOW),
        settings or demo.demo_settings(),
        book or seeded_book(),
    )
    server = NextGenServer(book, clock) if vendor == "nextgen" else AthenahealthServer(book, clock)
    door.app = server.app()
    async with (
        open_profile(door, server, settings, clock) as profile,
        open_ehr(_server(profile, settings, clock)) as ehr,
    ):
        yield VendorClinic(vendor, ehr, profile, server, book, server.faults, settings, clock, door)


def _server(profile: RestProfile, settings: ClinicSettings, clock: PinnedClock) -> Any:
    return build_ehr_server(None, settings, clock, "k" * 32, port=profile, chart=profile.chart)


async def _no_wait(_: float) -> None:
    await asyncio.sleep(0)
