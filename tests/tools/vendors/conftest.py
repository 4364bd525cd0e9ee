"""The demo clinic at each vendor's stand-in."""

from collections.abc import AsyncIterator, Iterator

import pytest
from own_task import in_own_task
from vendor_clinic import VENDORS, Door, VendorClinic, open_door, open_vendor_clinic


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with open_door() as opened:
        yield opened


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def clinic(vendor: str, door: Door) -> AsyncIterator[VendorClinic]:
    async with in_own_task(open_vendor_clinic(vendor, door)) as opened:
        yield opened
