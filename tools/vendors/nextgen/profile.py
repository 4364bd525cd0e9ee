"""NextGen Enterprise as an EHR port: REST for persons and scheduling. All times are local and name no zone."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.fhir_client.connection import DEADLINE
from tools.kept import Kept
from tools.vendors.nextgen.access import NextGenAccess
from tools.vendors.nextgen.capabilities import CAPABILITIES
from tools.vendors.nextgen.chart import NextGenChart
from tools.vendors.nextgen.client import NextGenClient, NextGenExchange
from tools.vendors.nextgen.directory import DirectoryReader
from tools.vendors.nextgen.persons import Persons
from tools.vendors.nextgen.times import SlotTimes
from tools.vendors.nextgen.visits import NextGenVisits
from tools.vendors.rest import (
    Client,
    DueVisits,
    RestProfile,
    connect_rest,
    open_client_credentials,
)


def nextgen_profile(client: NextGenClient, settings: ClinicSettings, clock: Clock) -> RestProfile:
    """The port over these calls."""
    roster = Kept(DirectoryReader(client, settings, clock).read)
    people = Persons(client, settings, clock)
    times = SlotTimes(client, roster)
    visits = NextGenVisits(client, roster, times, clock)
    return RestProfile(
        capabilities=CAPABILITIES,
        roster=roster,
        people=people,
        times=times,
        scheduling=visits,
        chart=NextGenChart(client, visits, DueVisits(visits.booked, people.by_id)),
        settings=settings,
        clock=clock,
    )


@asynccontextmanager
async def open_nextgen(
    access: NextGenAccess,
    settings: ClinicSettings,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[RestProfile]:
    """The practice's EHR. Nothing is sent before the first call; what follows `clock` is for tests."""
    client = Client(
        access.token_url,
        access.client_id,
        access.client_secret,
        in_form=True,
        more={"site_id": access.site_id},
        names="FRONTDESK_EHR_CLIENT_ID, FRONTDESK_EHR_CLIENT_SECRET, FRONTDESK_EHR_SITE_ID",
    )
    async with (
        open_client_credentials(client, transport=transport, monotonic=monotonic) as tokens,
        connect_rest(
            NextGenExchange, access.api_url, tokens, transport=transport, deadline=deadline, sleep=sleep
        ) as exchange,
    ):
        yield nextgen_profile(NextGenClient(exchange, access), settings, clock)
