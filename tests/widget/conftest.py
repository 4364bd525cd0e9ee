"""A running service, a browser, and web pages of other origins that embed the chat."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

sys.path.append(str(Path(__file__).parents[1] / "server"))  # what starts a service
from chat_page import Chat
from chromium import running_chromium
from other_pages import OtherPages
from service_process import serving
from widget_clinic import Clinic, write_clinic

expect.set_options(timeout=20_000)  # milliseconds, on a machine that does much else


@pytest.fixture(scope="session")
def other_pages() -> Iterator[OtherPages]:
    with OtherPages() as pages:
        yield pages


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory, other_pages: OtherPages) -> Iterator[Clinic]:
    """The demo clinic; pages of `other_pages.allowed` may embed its chat."""
    folder = tmp_path_factory.mktemp("widget")
    write_clinic(folder / "clinic", origins=[other_pages.allowed])
    (folder / "data").mkdir()
    with serving(folder / "data", FRONTDESK_CLINIC=str(folder / "clinic")) as (_, url):
        other_pages.chat = url
        clinic = Clinic(url, folder / "data")
        # The first question makes the documents ready, which takes seconds on a busy machine.
        clinic.left_by_text("Where do I park?")
        yield clinic


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, clinic: Clinic) -> AsyncIterator[Chat]:
    """The patient page in a browser of its own, greeted. What the browser complains about fails the test."""
    async with Chat.opened(browser, clinic.url) as chat:
        await chat.greeted()
        yield chat
    assert chat.complaints == []
