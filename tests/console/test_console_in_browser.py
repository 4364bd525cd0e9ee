"""The console in a real browser: by keyboard alone, live, on a phone, taken over, and without barriers for axe.

`WRITE_SCREENSHOTS=1` makes the pictures in docs/staff anew.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from chromium import running_chromium
from console_clinic import Clinic
from patients_ask import Asking
from playwright.async_api import Browser, Page, expect

from demo import people

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PICTURES = Path(__file__).parents[2] / "docs" / "staff"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Started once for all; what a test opened is closed with it."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


async def sign_in(browser: Browser, service: Clinic, role: str = "nurse", **look: object) -> Page:
    """By keyboard: the fields have the focus as the page opens. The browser's complaints fail the test."""
    page = await browser.new_page(**({"viewport": {"width": 1280, "height": 800}} | look))  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    await page.goto(f"{service.url}/staff")
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await page.keyboard.type(f"{role}@demo.example")
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Password")).to_be_focused()
    await page.keyboard.type(service.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("navigation", name="Which requests")).to_be_visible()
    await page.wait_for_load_state()  # its script listens
    return page


async def picture(page: Page, name: str) -> None:
    """For docs/staff/console.md, which shows it."""
    file = PICTURES / f"{name}.png"
    if os.environ.get("WRITE_SCREENSHOTS"):
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=file)
    assert file.exists()


async def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical, by rule and place."""
    found = (await Axe().run(page)).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [f"{each['id']}: {node['target']}" for each in grave for node in each["nodes"]]


async def test_a_nurse_edits_and_approves_by_keyboard_alone(service: Clinic, browser: Browser) -> None:
    page = await sign_in(browser, service)
    await picture(page, "inbox")
    for _ in range(10):
        await page.keyboard.press("j")
        if "Oscar Lindgren" in await page.evaluate(
            "document.activeElement.closest('a.row')?.textContent ?? ''"
        ):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Recommended: Approve")).to_be_visible()
    await page.wait_for_load_state()  # its script listens
    await picture(page, "request")
    await page.keyboard.press("e")
    await expect(page.get_by_label("Dose")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.type("60")
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await expect(page.get_by_text("Approved: Refill, Oscar Lindgren.")).to_be_visible()
    await picture(page, "undo")
    (decision,) = service.reads(service.asking["due"].request)["history"]  # type: ignore[misc]

    assert (decision["action"], decision["edits"], decision["name"]) == (
        "approve", {"quantity": "60"}, "Nurse Avery",
    )  # fmt: skip


async def test_a_slip_is_undone_by_one_key_and_help_is_another(service: Clinic, browser: Browser) -> None:
    page = await sign_in(browser, service)
    request = service.asking["grace"].request
    await page.goto(f"{service.url}/staff/requests/{request}")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("r")
    await page.keyboard.type("Please see us first.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Rejected: Refill, Grace Kim.")).to_be_visible()
    await page.wait_for_load_state()  # its script listens
    await page.keyboard.press("u")
    slip = page.get_by_role("listitem").filter(has_text="Please see us first.")
    await expect(slip.get_by_text("(taken back)")).to_be_visible()

    assert service.reads(request)["status"] == "waiting"


async def test_a_new_request_arrives_while_the_inbox_is_open(service: Clinic, browser: Browser) -> None:
    page = await sign_in(browser, service)
    rows = page.locator("a.row")
    await rows.first.focus()
    focused = await rows.first.get_attribute("href")
    before = await rows.count()
    Asking(service.program, people.ANA_FERREIRA).asks("I need a refill of my albuterol")
    await expect(rows).to_have_count(before + 1)
    await expect(page.get_by_role("status").filter(has_text="requests for you")).to_have_count(1)

    assert await page.evaluate("document.activeElement.getAttribute('href')") == focused


async def test_a_person_takes_over_answers_and_hears_the_patient_live(
    service: Clinic, browser: Browser
) -> None:
    page, patient = await sign_in(browser, service), service.asking["grace"]
    await page.goto(f"{service.url}/staff/conversations/{patient.id}")
    await page.get_by_role("button", name="Take over").click()
    await page.get_by_label("Write to the patient").fill("Hello Grace, this is Avery. Which pharmacy?")
    await page.get_by_role("button", name="Send").click()
    transcript = page.get_by_role("list", name="Transcript")
    await expect(transcript).to_contain_text("Which pharmacy?")
    patient.says("The one on Main Street")
    await expect(transcript).to_contain_text("The one on Main Street")
    await picture(page, "takeover")

    assert patient.turn["messages"] == []
    assert [(each["role"], each["text"]) for each in patient.messages()[-2:]] == [
        ("staff", "Hello Grace, this is Avery. Which pharmacy?"),
        ("patient", "The one on Main Street"),
    ]
    await page.get_by_role("button", name="Hand back").click()
    await expect(page.get_by_role("button", name="Take over")).to_be_visible()


async def test_a_phone_shows_it_all_without_scrolling_sideways(service: Clinic, browser: Browser) -> None:
    page = await sign_in(browser, service, viewport={"width": 390, "height": 844}, color_scheme="dark")
    request = service.asking["early"].request
    for path in (
        "/staff",
        f"/staff/requests/{request}",
        "/staff/conversations",
        "/staff/clinic",
        "/staff/asked",
        "/staff/outreach",
        "/staff/account",
    ):
        await page.goto(service.url + path)
        if "requests" in path:
            await picture(page, "phone")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (path, wide) == (path, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_serious_barrier(service: Clinic, browser: Browser, scheme: str) -> None:
    page = await sign_in(browser, service, "clinician", color_scheme=scheme)
    early = service.asking["early"]
    paths = (
        "/staff?show=all", f"/staff/requests/{early.request}", f"/staff/conversations/{early.id}",
        "/staff/conversations", "/staff/audit", "/staff/clinic", "/staff/requests/none",
        "/staff/asked", "/staff/outreach", "/staff/account",
    )  # fmt: skip
    found = {}
    for path in paths:
        await page.goto(service.url + path)
        found[path] = await barriers(page)
    await page.get_by_role("button", name="Sign off").click()
    await expect(page.get_by_label("Password")).to_be_visible()
    await page.wait_for_load_state()
    found["login"] = await barriers(page)

    assert {path: each for path, each in found.items() if each} == {}


async def test_without_javascript_one_asks_takes_it_back_and_leaves_nothing_claimed_at_sign_off(
    service: Clinic, browser: Browser
) -> None:
    page = await sign_in(browser, service, java_script_enabled=False)
    await page.get_by_role("link", name="Zoë Müller").click()
    await page.locator("summary", has_text="Ask the patient").click()
    await page.get_by_label("Question").fill("How many are left?")
    await page.get_by_role("button", name="Send the question").click()
    await expect(page.get_by_text("Asked the patient: Refill, Zoë Müller.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    asked = page.get_by_role("listitem").filter(has_text="How many are left?")
    await expect(asked.get_by_text("(taken back)")).to_be_visible()
    await page.get_by_role("button", name="Sign off").click()
    held = service.reads(service.asking["early"].request)

    assert (held["status"], held["claimed_by"]) == ("waiting", None)
