"""However a search is planned, it finds what a plain walk over all resources finds, in the same order."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clinic import client_of, slot, small_clinic

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore, create_store

FIRST = datetime(2026, 3, 2, 14, tzinfo=UTC)
STATUSES = ("free", "busy", "busy-tentative")


def at(half_hours: int) -> str:
    return (FIRST + timedelta(minutes=30 * half_hours)).isoformat().replace("+00:00", "Z")


def many_slots() -> list[dict[str, Any]]:
    """400 slots, many at the same time, in an order unlike that of their starts and ids."""
    made = []
    for n in range(400):
        start = n * 7 % 60
        schedule = "osei" if n % 3 else "lund"
        made.append(slot(f"s{n * 37 % 400:03}", at(start), at(start + 1), schedule, STATUSES[n % 5 % 3]))
    return made


@pytest.fixture(scope="module")
def slots() -> Iterator[tuple[FhirStore, list[dict[str, Any]]]]:
    with create_store(":memory:", PinnedClock(FIRST)) as store:
        clinic = [each for each in small_clinic() if each["resourceType"] not in ("Slot", "Appointment")]
        made = many_slots()
        store.load([*clinic, *made])
        yield store, made


@dataclass(frozen=True)
class Wish:
    """A search for slots; None leaves a filter out. Times are half hours after FIRST."""

    schedules: tuple[str, ...] | None
    statuses: tuple[str, ...] | None
    unwanted: str | None
    since: int | None
    before: int | None
    sort: tuple[str, ...]
    count: int

    def query(self) -> str:
        told: list[tuple[str, str]] = [("_count", str(self.count))]
        if self.schedules:
            told.append(("schedule", ",".join(f"Schedule/{each}" for each in self.schedules)))
        if self.statuses:
            told.append(("status", ",".join(self.statuses)))
        if self.unwanted:
            told.append(("status:not", self.unwanted))
        if self.since is not None:
            told.append(("start", "ge" + at(self.since)))
        if self.before is not None:
            told.append(("start", "lt" + at(self.before)))
        if self.sort:
            told.append(("_sort", ",".join(self.sort)))
        return "Slot?" + urlencode(told)

    def fits(self, one: dict[str, Any]) -> bool:
        return (
            (self.schedules is None or one["schedule"]["reference"].split("/")[1] in self.schedules)
            and (self.statuses is None or one["status"] in self.statuses)
            and one["status"] != self.unwanted
            and (self.since is None or one["start"] >= at(self.since))
            and (self.before is None or one["start"] < at(self.before))
        )

    def among(self, everything: list[dict[str, Any]]) -> list[str]:
        found = [each for each in everything if self.fits(each)]
        for key in reversed(self.sort):
            element = key.removeprefix("-").removeprefix("_")
            found.sort(key=lambda one: one[element], reverse=key.startswith("-"))
        return [each["id"] for each in found]


def some(*values: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)


WISHES = st.builds(
    Wish,
    schedules=some("osei", "lund"),
    statuses=some(*STATUSES),
    unwanted=st.none() | st.sampled_from(STATUSES),
    since=st.none() | st.integers(-1, 62),
    before=st.none() | st.integers(-1, 62),
    sort=st.lists(
        st.sampled_from(["start", "-start", "status", "-status", "_id", "-_id"]), max_size=2, unique=True
    ).map(tuple),
    count=st.sampled_from([3, 20, 150, 1000]),
)


async def first_pages(store: FhirStore, query: str) -> tuple[list[str], int]:
    """The ids on the first four pages, and the total told on each."""
    found: list[str] = []
    totals = set()
    async with client_of(store) as client:
        for _ in range(4):
            page = (await client.get(query)).json()
            found += [each["resource"]["id"] for each in page.get("entry", ())]
            totals.add(page["total"])
            following = [each["url"] for each in page["link"] if each["relation"] == "next"]
            if not following:
                break
            query = following[0]
    (total,) = totals
    return found, total


@settings(deadline=None, max_examples=120)
@given(wish=WISHES)
def test_a_search_finds_what_a_plain_walk_finds(
    slots: tuple[FhirStore, list[dict[str, Any]]], wish: Wish
) -> None:
    store, everything = slots
    expected = wish.among(everything)
    found, total = asyncio.run(first_pages(store, wish.query()))
    assert total == len(expected)
    assert found == expected[: 4 * wish.count]
