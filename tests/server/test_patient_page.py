"""The patient page in a real browser: by keyboard, over a reload, over a lost connection, under a strict policy."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from service_process import serving

from demo.people import MARIA_ALVAREZ

pytestmark = pytest.mark.browser
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
GREETING = "Hello, this is the AI assistant"


@pytest.fixture(scope="module")
def url(new_data_dir: Callable[[], Path]) -> Iterator[str]:
    with serving(new_data_dir()) as (_, url):
        yield url


@asynccontextmanager
async def browser_page(url: str) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page, and what the browser complained about."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = await browser.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        yield page, complaints
        await browser.close()


@pytest.fixture
async def opened(url: str) -> AsyncIterator[tuple[Page, list[str]]]:
    async with browser_page(url) as opened:
        await expect(opened[0].get_by_role("log")).to_contain_text(GREETING)
        yield opened


async def test_a_patient_talks_by_keyboard_alone(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    log = page.get_by_role("log")
    await page.get_by_label("Your message").focus()
    await page.keyboard.type("I'd like to book an annual physical with Dr. Okafor next week")
    await page.keyboard.press("Enter")
    await expect(log).to_contain_text("full name")
    await page.keyboard.type(f"{MARIA_ALVAREZ.full_name}, March 14 1985, {MARIA_ALVAREZ.phone}")
    await page.keyboard.press("Enter")
    suggested = page.get_by_role("group", name="Suggested answers").get_by_role("button")
    await expect(suggested.first).to_be_enabled()
    label = await suggested.first.inner_text()
    await page.keyboard.press("Shift+Tab")  # from the message field back to the last of the options
    while not await suggested.first.evaluate("button => button === document.activeElement"):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")

    await expect(log.locator("li.patient").last).to_contain_text(label)
    await expect(page.get_by_label("Your message")).to_be_focused()
    assert complaints == []


async def ask(page: Page, words: str = "Where do I park?") -> None:
    await page.get_by_label("Your message").fill(words)
    await page.keyboard.press("Enter")


async def answered(page: Page) -> list[str]:
    """Wait until the one message is answered; all that is shown."""
    await expect(page.locator("#log > li.patient:not(.unsent) + li.assistant")).to_have_count(
        1, timeout=15_000
    )
    await expect(page.locator("#draft")).to_be_hidden()
    assert await page.locator("#log > li.patient").count() == 1
    return await page.locator("#log > li").all_inner_texts()


async def test_a_reload_keeps_the_conversation(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    await page.get_by_label("Your message").fill("Where do I park?")
    await page.get_by_role("button", name="Send").click()
    before = await answered(page)
    await page.reload()

    assert await answered(page) == before
    assert complaints == []


async def test_a_message_sent_without_a_connection_arrives_once_when_it_is_back(
    opened: tuple[Page, list[str]],
) -> None:
    page, _ = opened
    await page.context.set_offline(True)
    await ask(page)
    await expect(page.get_by_role("status")).to_contain_text("Trying again")
    await page.context.set_offline(False)
    before = await answered(page)
    await page.reload()

    assert await answered(page) == before


async def test_a_message_that_was_under_way_at_a_reload_arrives_once(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    await page.context.set_offline(True)
    await ask(page)
    await expect(page.get_by_role("status")).to_contain_text("Trying again")
    await page.context.set_offline(False)
    await page.reload()
    before = await answered(page)
    await page.reload()

    assert await answered(page) == before


async def test_a_new_conversation_begins_with_the_greeting_alone(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    await ask(page)
    await answered(page)
    await page.get_by_role("button", name="New conversation").click()

    await expect(page.locator("#log > li")).to_have_count(1)
    await expect(page.get_by_role("log")).to_contain_text(GREETING)


async def test_words_are_shown_as_words_never_as_markup(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    await ask(page, "<img src=x onerror=alert(1)><b>hi</b>")
    await answered(page)

    await expect(page.locator("#log > li.patient")).to_contain_text("<img src=x onerror=alert(1)>")
    assert await page.locator("#log img").count() == 0
    assert complaints == []


async def test_the_page_allows_no_script_but_its_own(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    ran = await page.evaluate(
        """() => new Promise((resolve) => {
             document.addEventListener('securitypolicyviolation', () => resolve('refused'));
             const script = document.createElement('script');
             script.textContent = 'document.title = "ran"';
             document.head.append(script);
           })"""
    )
    assert ran == "refused"
    assert await page.title() == "Front desk"


async def test_the_api_page_lists_the_operations(url: str) -> None:
    async with browser_page(f"{url}/docs") as (page, complaints):
        await expect(page.get_by_role("heading", name="POST /v1/conversations", exact=True)).to_be_visible()
        assert complaints == []
