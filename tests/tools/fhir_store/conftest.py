"""A store in memory with a small clinic inside, and an HTTP client that talks to it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from small_clinic import CLINIC_ZONE, client_of, small_clinic

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore, create_store


@pytest.fixture
def clock() -> PinnedClock:
    return PinnedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def store(clock: PinnedClock) -> Iterator[FhirStore]:
    with create_store(":memory:", clock, zone=CLINIC_ZONE) as opened:
        opened.load(small_clinic())
        yield opened


@pytest.fixture
async def fhir(store: FhirStore) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(store) as client:
        yield client
