"""What is asked of a FHIR server, tried on one that is not ours: kept, or refused with the reason."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from second_fhir import SecondFhir, second_fhir, second_fhir_server  # noqa: F401 fixtures

import demo
from clinic.clock import PinnedClock
from tools.fhir_client import FhirClient, connect_fhir
from tools.vendors.fhir import SlotBook, requirements

pytestmark = pytest.mark.second_fhir


class Tampering(httpx.AsyncBaseTransport):
    """The way to a server that lacks something: `tamper` changes each request."""

    def __init__(self, tamper: Callable[[httpx.Request], httpx.Request]) -> None:
        self._tamper = tamper
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(self._tamper(request))


def without_if_match(request: httpx.Request) -> httpx.Request:
    request.headers.pop("If-Match", None)
    return request


def without_identifiers(request: httpx.Request) -> httpx.Request:
    if not request.content.startswith(b"identifier="):
        return request
    headers = {name: value for name, value in request.headers.items() if name != "content-length"}
    return httpx.Request(request.method, request.url, headers=headers, content=b"_count=1")


@pytest.fixture
async def fhir(second_fhir: SecondFhir) -> AsyncIterator[FhirClient]:  # noqa: F811
    async with connect_fhir(second_fhir.url, token=second_fhir.token) as client:
        yield client


async def test_the_second_server_can_do_all_that_is_needed_though_it_has_no_metadata(
    fhir: FhirClient,
) -> None:
    assert [each for each in await requirements(fhir, write=True) if not each.met] == []


async def test_a_server_that_ignores_versions_is_refused_with_the_reason(second_fhir: SecondFhir) -> None:  # noqa: F811
    tampering = Tampering(without_if_match)
    async with connect_fhir(second_fhir.url, token=second_fhir.token, transport=tampering) as lax:
        [refused] = [each for each in await requirements(lax, write=True) if not each.met]
    assert refused.name == "Slot If-Match"
    assert "two callers could take one slot" in refused.reason


async def test_a_server_that_ignores_identifiers_is_refused_with_the_reason(
    second_fhir: SecondFhir,  # noqa: F811
) -> None:
    tampering = Tampering(without_identifiers)
    async with connect_fhir(second_fhir.url, token=second_fhir.token, transport=tampering) as lax:
        refused = [each.name for each in await requirements(lax, write=False) if not each.met]
    assert "Appointment?identifier" in refused
    assert "Appointment?patient" not in refused


async def test_all_free_times_are_found_though_pages_end_without_a_next_link(fhir: FhirClient) -> None:
    """The second server cuts an answer at `_count` and names no next page."""
    free = {
        slot["id"]
        for slot in demo.demo_resources(demo.DEMO_NOW.date())
        if slot["resourceType"] == "Slot" and slot["status"] == "free" and "osei" in slot["id"]
    }
    schedules = sorted({slot["id"] for slot in await fhir.search("Schedule", []) if "osei" in slot["id"]})
    start = demo.DEMO_NOW.replace(year=2025)
    pages = SlotBook(fhir, PinnedClock(demo.DEMO_NOW)).free_times(schedules, start, start.replace(year=2027))
    found = [time async for page, _ in pages for time in page]
    assert len(free) > 200
    assert {time.id for time in found} == free
    assert [time.start for time in found] == sorted(time.start for time in found)
