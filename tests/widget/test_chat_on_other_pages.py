"""The chat on a clinic's own web site: another origin under a strict policy, and one that is not allowed."""

import pytest
from chat_page import Chat
from other_pages import OtherPages
from playwright.async_api import Browser, expect
from widget_clinic import Clinic

from server.widget_module import widget_module

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_page_with_a_strict_policy_embeds_the_chat_by_its_hash(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    other_pages.integrity = widget_module().integrity
    async with Chat.opened(browser, other_pages.allowed) as chat:
        await chat.button("Chat with us").click()
        await chat.greeted()
        await expect(chat.field).to_be_focused()
        await chat.says("Where do I park?", answer="garage")
        await chat.picture("chat-embedded")
        await chat.page.reload()
        await chat.button("Chat with us").click()
        await chat.hears("garage")

        assert chat.complaints == []
        assert [role for role, _ in clinic.transcript(await chat.id())] == ["assistant", "patient"] + [
            "assistant"
        ] * 2


async def test_other_software_under_the_address_is_not_run(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    other_pages.integrity = f"sha384-{'A' * 64}"
    async with Chat.opened(browser, other_pages.allowed) as chat:
        await expect(chat.page.get_by_role("heading", name="Our clinic")).to_be_visible()

        assert await chat.page.evaluate("customElements.get('frontdesk-chat')") is None
        assert any("integrity" in said for said in chat.complaints)
    other_pages.integrity = ""


async def test_a_page_that_is_not_allowed_shows_the_phone_number(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.stranger) as chat:
        await chat.button("Chat with us").click()
        await expect(chat.status).to_contain_text("does not work on this page")
        call = chat.page.get_by_role("link", name="Call +1 212-555-0100")
        await expect(call).to_have_attribute("href", "tel:+12125550100")
        refused = await chat.page.evaluate(
            """async (chat) => {
                 const body = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
                 return fetch(`${chat}/v1/conversations`, body).then(({ status }) => status, () => 'refused');
               }""",
            clinic.url,
        )

        await expect(chat.field).to_be_hidden()
        assert refused == "refused"


async def test_a_service_that_cannot_be_reached_leaves_the_phone_number(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.allowed) as chat:
        await chat.page.route("**/widget.json", lambda route: route.abort(), times=1)
        await chat.button("Chat with us").click()
        await expect(chat.status).to_contain_text("cannot be reached")
        await expect(chat.page.get_by_role("link", name="Call +1 212-555-0100")).to_be_visible()
        await chat.button("Try again").click()

        await chat.greeted()


async def test_closed_it_holds_nobody_and_gives_the_focus_back(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.allowed) as chat:
        keyboard = chat.page.keyboard
        await chat.page.get_by_role("link", name="More").focus()
        await keyboard.press("Tab")
        await expect(chat.button("Chat with us")).to_be_focused()
        await keyboard.press("Enter")
        await chat.greeted()
        await expect(chat.field).to_be_focused()
        await keyboard.press("Escape")
        await expect(chat.button("Chat with us")).to_be_focused()
        await expect(chat.button("Chat with us")).to_have_attribute("aria-expanded", "false")
        await keyboard.press("Tab")

        assert await chat.page.evaluate("document.activeElement === document.body")


async def test_a_reply_that_comes_while_it_is_closed_is_told_at_the_button_and_read_when_opened(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.allowed) as chat:
        await chat.button("Chat with us").click()
        await chat.greeted()
        id = await chat.id()
        await chat.page.keyboard.press("Escape")
        clinic.staff(id, "takeover")
        clinic.staff(id, "messages", text="Please bring your insurance card.")
        told = chat.button("Chat with us, 2 new")
        await expect(told).to_be_visible()
        await expect(chat.page.locator("[aria-live=polite]")).to_contain_text("insurance card")
        assert "staff_message_read" not in clinic.events(id)
        async with chat.page.expect_response(lambda answer: answer.url.endswith("/read")):
            await told.click()

        assert "staff_message_read" in clinic.events(id)


async def test_the_page_hears_what_happens_but_not_what_is_said(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.allowed) as chat:
        await chat.page.evaluate(
            """() => {
                 window.heard = [];
                 for (const kind of ['open', 'message', 'close'])
                   document.querySelector('frontdesk-chat').addEventListener(
                     `frontdesk-${kind}`, ({ type, detail }) => heard.push([type, detail]));
               }"""
        )
        await chat.button("Chat with us").click()
        await chat.greeted()
        await chat.says("Where do I park?", answer="garage")
        await chat.lines()
        await chat.button("Close the chat").click()

        heard = await chat.page.evaluate("heard")
        assert heard[0] == ["frontdesk-open", None]
        assert heard[2] == ["frontdesk-message", {"seq": 2, "role": "patient", "kind": "say"}]
        assert heard[-1] == ["frontdesk-close", None]
        assert "park" not in str(heard)


async def test_it_wears_the_clinics_colours(
    browser: Browser, clinic: Clinic, other_pages: OtherPages
) -> None:
    async with Chat.opened(browser, other_pages.allowed) as chat:
        launcher = chat.button("Chat with us")
        await chat.page.evaluate(
            """() => {
                 const sheet = new CSSStyleSheet();
                 sheet.replaceSync(`frontdesk-chat { --frontdesk-accent: rgb(90, 20, 120); }
                                    frontdesk-chat::part(launcher) { letter-spacing: 3px; }`);
                 document.adoptedStyleSheets = [sheet];
               }"""
        )
        worn = await launcher.evaluate(
            "button => [getComputedStyle(button).backgroundColor, getComputedStyle(button).letterSpacing]"
        )

        assert worn == ["rgb(90, 20, 120)", "3px"]
