"""Searches stay cheap as the store grows: counted in steps of SQLite's machine, which no busy computer disturbs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from small_clinic import client_of, patient, slot, small_clinic

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore, create_store


def filled(clock: PinnedClock, size: int) -> FhirStore:
    store = create_store(":memory:", clock)
    first = datetime(2026, 3, 2, 14, tzinfo=UTC)
    patients = [
        patient(f"p{n}", "Jo", f"Ek{n:04}", f"19{n % 90 + 10}-01-01", f"+1555{n:07}", f"B{n}")
        for n in range(size)
    ]
    slots = [
        slot(
            f"s{n}",
            (first + timedelta(minutes=30 * n)).isoformat(),
            (first + timedelta(minutes=30 * n + 20)).isoformat(),
            schedule="osei" if n % 2 else "lund",
        )
        for n in range(size)
    ]
    store.load([*small_clinic(), *patients, *slots])
    return store


@pytest.fixture(scope="module")
def sizes() -> Iterator[tuple[FhirStore, FhirStore]]:
    """A store with 150 patients and slots, and one with 1,200."""
    clock = PinnedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
    with filled(clock, 150) as small, filled(clock, 1200) as large:
        yield small, large


async def steps(store: FhirStore, query: str) -> int:
    """How many instructions SQLite executes for a search."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    store._storage.reader.set_progress_handler(count, 1)
    async with client_of(store) as client:
        answer: httpx.Response = await client.get(query)
    store._storage.reader.set_progress_handler(None, 1)
    assert answer.json()["entry"]
    return counted


@pytest.mark.parametrize(
    "query",
    [
        "Patient?identifier=urn:clinic:mrn|B7",
        "Patient?family=ek0007&birthdate=1917-01-01",
        "Patient?phone=15550000007",
        "Appointment?patient=maria&date=ge2026-03-01&status=booked",
        "Slot?_id=s7&status=free",
        "Slot?status=free&start=ge2026-03-02&_sort=start&_count=5&_total=none",
        "Slot?status=free&start=ge2026-03-02&schedule=osei&_sort=start&_count=5&_total=none&_include=Slot:schedule",
        "Slot?status=free&start=ge2026-03-02&start=lt2026-03-04&_sort=start&_count=5",
    ],
)
async def test_a_search_costs_the_same_in_a_store_eight_times_as_large(
    sizes: tuple[FhirStore, FhirStore], query: str
) -> None:
    small, large = sizes
    assert await steps(large, query) < 1.3 * await steps(small, query)
