"""The chat for people who see, hear, point or read otherwise: names, contrast, zoom, motion, and voice."""

import pytest
from chat_page import Chat
from playwright.async_api import Browser, Route, expect
from widget_clinic import Clinic

from demo.people import ANNE_MARIE_OBRIEN, ROBERT_CHANG

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
BOOK = "I'd like to book an annual physical with Dr. Okafor next week"
PHONE = {"width": 320, "height": 640}
NAMES = """
- region "Riverside front desk":
  - heading "Riverside front desk" [level=1]
  - button "Español"
  - button "Read answers aloud"
  - button "New conversation"
  - log "Conversation":
    - list:
      - listitem: /^Assistant. Hello, this is the AI assistant/
      - listitem: "You: {book}"
      - listitem: "Assistant: May I have your full name and date of birth?"
  - form "Your details":
    - textbox "First name"
    - textbox "Last name"
    - group "Date of birth":
      - combobox "Month"
      - textbox "Day"
      - textbox "Year"
    - button "Send these"
  - textbox "Your message"
  - button "Send"
  - button "Talk to a person"
  - button "Go on by text"
  - link "Call +1 212-555-0100"
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_barrier_from_the_greeting_to_the_read_back(
    browser: Browser, clinic: Clinic, scheme: str
) -> None:
    look = {"color_scheme": scheme, "viewport": PHONE if scheme == "dark" else {"width": 900, "height": 700}}
    async with Chat.opened(browser, clinic.url, **look) as chat:
        await chat.greeted()
        found = {"greeting": await chat.barriers()}
        await chat.says("Where do I park?", answer="garage")
        await chat.log.locator("summary").click()
        await chat.says(BOOK, answer="full name")
        await expect(chat.page.get_by_label("First name")).to_be_visible()
        found["form"] = await chat.barriers()
        await chat.fills_in(ROBERT_CHANG if scheme == "dark" else ANNE_MARIE_OBRIEN)
        await expect(chat.options.first).to_be_visible()
        found["options"] = await chat.barriers()
        await chat.picture(f"chat-{scheme}")
        await chat.says("I have crushing chest pain")
        await expect(chat.log.locator(".emergency").first).to_be_visible()
        found["emergency"] = await chat.barriers()
        await chat.page.context.set_offline(True)
        await chat.says("hello?")
        await expect(chat.status).to_contain_text("kept and sent once")
        found["offline"] = await chat.barriers()

    assert {place: each for place, each in found.items() if each} == {}


async def test_everything_has_its_name_for_a_screen_reader(chat: Chat) -> None:
    await chat.says(BOOK, answer="full name")
    await expect(chat.page.get_by_label("First name")).to_be_visible()

    await expect(chat.page.locator("[part=panel]")).to_match_aria_snapshot(NAMES.format(book=BOOK))


@pytest.mark.parametrize("size", [PHONE, {"width": 320, "height": 256}], ids=["phone", "zoomed to 400 %"])
async def test_nothing_scrolls_sideways_and_all_is_reached_on_320_pixels(
    browser: Browser, clinic: Clinic, size: dict[str, int]
) -> None:
    async with Chat.opened(browser, clinic.url, viewport=size) as chat:
        await chat.greeted()
        await chat.says(BOOK, answer="full name")
        await expect(chat.page.get_by_label("First name")).to_be_visible()
        sideways = await chat.page.evaluate(
            """() => [...document.querySelector('frontdesk-chat').shadowRoot.querySelectorAll('*')]
                 .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.hidden'))
                 .map((each) => each.outerHTML.slice(0, 60))"""
        )
        await chat.page.get_by_label("Year").fill("1985")
        await chat.field.scroll_into_view_if_needed()

        assert sideways == []
        await expect(chat.field).to_be_in_viewport()


async def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, clinic: Clinic) -> None:
    async with Chat.opened(browser, clinic.url, reduced_motion="reduce") as chat:
        await chat.greeted()
        await chat.page.route("**/messages", lambda route: None)  # never answered
        await chat.says("Where do I park?")
        draft = chat.log.locator(".draft")
        await expect(draft).to_be_visible()

        assert await draft.evaluate("dots => getComputedStyle(dots, '::after').animationName") == "none"


async def test_an_answer_that_takes_long_is_announced_once_not_word_by_word(
    browser: Browser, clinic: Clinic
) -> None:
    async with Chat.with_clock(browser, clinic.url) as chat:
        polite = chat.page.locator("[aria-live=polite]")
        await chat.page.clock.run_for(2_100)
        await expect(polite).to_be_empty()
        await chat.page.route("**/messages", lambda route: None)  # never answered
        await chat.says("Where do I park?")
        await expect(chat.log.locator(".draft")).to_be_visible()
        await chat.page.clock.run_for(1_100)

        await expect(polite).to_have_text("The assistant is writing")
        await expect(chat.log.locator(".draft")).to_have_attribute("aria-hidden", "true")


async def test_answers_are_read_aloud_and_lines_dictated_by_the_browser(
    browser: Browser, clinic: Clinic
) -> None:
    async with Chat.opened(browser, "about:blank") as chat:
        await chat.page.add_init_script(
            """window.spoken = [];
               speechSynthesis.speak = (words) => spoken.push([words.lang, words.text]);
               window.SpeechRecognition = class {
                 start() { this.onresult({ results: [[{ transcript: 'Where do I park?' }]] }); this.onend(); }
               };"""
        )
        await chat.page.route("**/widget.json", with_dictation)
        await chat.page.goto(clinic.url)
        await chat.greeted()
        await chat.button("Read answers aloud").click()
        await expect(chat.button("Read answers aloud")).to_have_attribute("aria-pressed", "true")
        await chat.button("Dictate").click()
        await expect(chat.field).to_have_value("Where do I park?")
        await chat.field.press("Enter")
        await chat.hears("garage")

        spoken = await chat.page.evaluate("spoken")
        assert [language for language, _ in spoken] == ["en", "en"]
        assert "garage" in spoken[0][1]


async def with_dictation(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, json=await answer.json() | {"voice": "both"})
