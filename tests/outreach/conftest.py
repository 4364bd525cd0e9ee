"""A clinic that reminds its patients, one for each module."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from own_task import in_own_task
from reminding_clinic import RemindingClinic, opened_clinic


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RemindingClinic]:
    async with in_own_task(opened_clinic(tmp_path_factory.mktemp("clinic"))) as opened:
        yield opened
