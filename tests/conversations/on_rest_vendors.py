"""A service whose EHR is the stand-in for athenahealth or NextGen, set up as a practice sets it up: by the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import ehr_changes
import httpx
from running import Desk, assembled, door
from seeded_practice import seeded_book

import demo
from clinic.clock import PinnedClock
from evals.standins import athenahealth_server as athena
from evals.standins import nextgen_server as nextgen
from evals.standins.practice import Change
from server.frontdesk import Frontdesk


class VendorDesk(Desk):
    """The difference is told by the vendor's own book."""

    def __init__(
        self,
        frontdesk: Frontdesk,
        http: httpx.AsyncClient,
        server: athena.AthenahealthServer | nextgen.NextGenServer,
    ) -> None:
        super().__init__(frontdesk, http, http, frontdesk.clock, {})
        self.server = server
        self.book = server.book

    async def changes(self) -> list[Any]:
        assert self.book.contradictions() == []
        return sorted((_told(each) for each in self.book.changes()), key=repr)


@asynccontextmanager
async def desk_on_athenahealth(folder: Path, **settings: Any) -> AsyncIterator[VendorDesk]:
    book = seeded_book()
    with athena.running_athenahealth_server(book, PinnedClock(demo.DEMO_NOW)) as server:
        on_athenahealth = {
            "ehr_vendor": "athenahealth",
            "ehr_url": server.url,
            "ehr_client_id": athena.CLIENT_ID,
            "ehr_client_secret": athena.CLIENT_SECRET,
            "ehr_practice_id": athena.PRACTICE,
            **settings,
        }
        async with assembled(folder, **on_athenahealth) as frontdesk, door(frontdesk) as http:
            yield VendorDesk(frontdesk, http, server)


@asynccontextmanager
async def desk_on_nextgen(folder: Path, **settings: Any) -> AsyncIterator[VendorDesk]:
    book = seeded_book()
    with nextgen.running_nextgen_server(book, PinnedClock(demo.DEMO_NOW)) as server:
        on_nextgen = {
            "ehr_vendor": "nextgen",
            "ehr_url": server.url,
            "ehr_client_id": nextgen.CLIENT_ID,
            "ehr_client_secret": nextgen.CLIENT_SECRET,
            "ehr_site_id": nextgen.SITE,
            "ehr_enterprise_id": nextgen.ENTERPRISE,
            "ehr_practice_id": nextgen.PRACTICE,
            **settings,
        }
        async with assembled(folder, **on_nextgen) as frontdesk, door(frontdesk) as http:
            yield VendorDesk(frontdesk, http, server)


def _told(change: Change) -> Any:
    match change.what:
        case "registered":
            return ehr_changes.Registered(change.who, change.when, change.kind)
        case "booked":
            return ehr_changes.Booked(change.who, change.when, change.clinician, change.kind)
        case "moved":
            return ehr_changes.Moved(change.who, change.when)
        case "cancelled":
            return ehr_changes.Cancelled(change.who)
