"""The conversation graph over the real EHR tools and the real embedded store; commands are given as understood."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from commanded import Commanded, Talk, open_desk
from own_task import in_own_task

import demo
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings, load_clinic


@pytest.fixture(scope="session")
def settings() -> ClinicSettings:
    return load_clinic(demo.CLINIC_FOLDER)


@pytest.fixture
def clock() -> PinnedClock:
    return PinnedClock(demo.DEMO_NOW)


@pytest.fixture
def understood() -> Commanded:
    return Commanded()


@pytest.fixture
async def talk(
    settings: ClinicSettings, clock: PinnedClock, understood: Commanded, tmp_path: Path
) -> AsyncIterator[Talk]:
    async with in_own_task(open_desk(settings, clock, understood, tmp_path)) as conversations:
        talk = Talk(conversations, understood, clock)
        await talk.open()
        yield talk
