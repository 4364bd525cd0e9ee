"""A clinic whose conversations are documented, one for each module."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from documented_clinic import DocumentedClinic, opened_clinic
from own_task import in_own_task


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DocumentedClinic]:
    async with in_own_task(opened_clinic(tmp_path_factory.mktemp("clinic"))) as opened:
        yield opened
