"""athenaOne as an EHR port: REST for patients and scheduling, the practice's departments with their time zones."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.fhir_client.connection import DEADLINE
from tools.kept import Kept
from tools.vendors.athenahealth.access import AthenahealthAccess
from tools.vendors.athenahealth.capabilities import CAPABILITIES
from tools.vendors.athenahealth.chart import AthenaChart
from tools.vendors.athenahealth.client import AthenaClient, AthenaExchange
from tools.vendors.athenahealth.directory import DirectoryReader
from tools.vendors.athenahealth.patients import AthenaPatients
from tools.vendors.athenahealth.times import OpenTimes
from tools.vendors.athenahealth.visits import AthenaVisits
from tools.vendors.rest import (
    Client,
    DueVisits,
    RestProfile,
    connect_rest,
    open_client_credentials,
)


def athenahealth_profile(client: AthenaClient, settings: ClinicSettings, clock: Clock) -> RestProfile:
    """The port over these calls."""
    roster = Kept(DirectoryReader(client, settings, clock).read)
    people = AthenaPatients(client, roster, settings, clock)
    visits = AthenaVisits(client, roster, clock)
    return RestProfile(
        capabilities=CAPABILITIES,
        roster=roster,
        people=people,
        times=OpenTimes(client, roster),
        scheduling=visits,
        chart=AthenaChart(client, roster, DueVisits(visits.booked, people.by_id), clock),
        settings=settings,
        clock=clock,
    )


@asynccontextmanager
async def open_athenahealth(
    access: AthenahealthAccess,
    settings: ClinicSettings,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[RestProfile]:
    """The practice's EHR. Nothing is sent before the first call; what follows `clock` is for tests."""
    client = Client(access.token_url, access.client_id, access.client_secret, scope=access.scope)
    async with (
        open_client_credentials(client, transport=transport, monotonic=monotonic) as tokens,
        connect_rest(
            AthenaExchange, access.rest_url, tokens, transport=transport, deadline=deadline, sleep=sleep
        ) as exchange,
    ):
        yield athenahealth_profile(AthenaClient(exchange), settings, clock)
