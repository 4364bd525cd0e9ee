"""The chat on the patient page in a real browser: a visit is booked, whatever happens to the tab and the network."""

import asyncio
import re

import pytest
from chat_page import GREETING, Chat
from playwright.async_api import Browser, Route, expect
from widget_clinic import Clinic

from demo.people import GRACE_KIM, MARIA_ALVAREZ, ZOE_MULLER

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
BOOK = "I'd like to book an annual physical with Dr. Okafor next week"
PARKING = "Where do I park?"


async def test_a_visit_is_booked_over_a_reload_by_forms_and_options(chat: Chat, clinic: Clinic) -> None:
    before = clinic.appointments(MARIA_ALVAREZ.id)
    await chat.says(BOOK, answer="full name")
    await chat.fills_in(MARIA_ALVAREZ)
    await expect(chat.options).to_have_count(3)
    shown = await chat.lines()
    await chat.page.reload()
    await expect(chat.options).to_have_count(3)

    assert await chat.lines() == shown
    picked = await chat.options.first.inner_text()
    await chat.options.first.click()
    await expect(chat.mine.last).to_contain_text(picked)
    await chat.hears("Shall I book this")
    await chat.button("Yes").click()
    await chat.hears("anything else")
    booked = set(clinic.appointments(MARIA_ALVAREZ.id)) - set(before)
    assert len(booked) == 1
    assert booked.pop().startswith("2026-03-09T12:00")  # Monday, 8:00 in New York


async def test_a_patient_talks_by_keyboard_alone(chat: Chat) -> None:
    keyboard = chat.page.keyboard
    for _ in range(5):  # the buttons above, the transcript
        await keyboard.press("Tab")
    await expect(chat.field).to_be_focused()
    await keyboard.type(BOOK)
    await keyboard.press("Enter")
    await expect(chat.page.get_by_label("First name")).to_be_visible()
    await keyboard.type("Grace Kim")
    await keyboard.press("Enter")
    await expect(chat.page.get_by_label("First name")).to_be_hidden()
    await expect(chat.page.get_by_label("Month")).to_be_visible()
    for _ in range(4):  # from the field back over the button and the three parts
        await keyboard.press("Shift+Tab")
    await expect(chat.page.get_by_label("Month")).to_be_focused()
    await keyboard.type("June")
    for told in ("2", "1990"):
        await keyboard.press("Tab")
        await keyboard.type(told)
    await keyboard.press("Enter")
    await expect(chat.page.get_by_label("Phone number")).to_be_visible()
    await expect(chat.field).to_be_focused()
    await keyboard.type(str(GRACE_KIM.phone))
    await keyboard.press("Enter")
    await expect(chat.options).to_have_count(3)
    for _ in range(3):
        await keyboard.press("Shift+Tab")
    await expect(chat.options.first).to_be_focused()
    await keyboard.press("Enter")

    await chat.hears("Shall I book this")
    await expect(chat.field).to_be_focused()


async def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(
    chat: Chat, clinic: Clinic
) -> None:
    await chat.page.clock.install()
    await chat.page.context.set_offline(True)
    await chat.says(PARKING)
    await chat.says("What are your hours at Main Street?")
    await expect(chat.status).to_contain_text("kept and sent once")
    await chat.page.clock.run_for(10_000)
    await expect(chat.unsent).to_have_count(2)
    await chat.page.context.set_offline(False)
    await chat.page.clock.run_for(1_000)
    await expect(chat.unsent).to_have_count(0)
    await expect(chat.status).to_be_empty()
    shown = await chat.lines()

    said = [text for role, text in clinic.transcript(await chat.id()) if role == "patient"]
    assert said == [PARKING, "What are your hours at Main Street?"]
    await chat.page.reload()
    assert await chat.lines() == shown


async def test_a_line_whose_answer_was_lost_is_not_said_twice(browser: Browser, clinic: Clinic) -> None:
    lost: asyncio.Queue[str] = asyncio.Queue()

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        lost.put_nowait(await route.request.header_value("Idempotency-Key") or "")
        await route.abort("connectionreset")

    async with Chat.with_clock(browser, clinic.url) as chat:
        await chat.page.route("**/messages", lose_the_answer, times=2)
        await chat.says(PARKING)
        await chat.hears("garage")
        keys = set()
        for _ in range(2):
            keys.add(await lost.get())
            await chat.page.clock.run_for(1_500)
        await chat.lines()

        assert len(keys) == 1
        assert [role for role, _ in clinic.transcript(await chat.id())].count("patient") == 1


async def test_an_answer_that_is_cut_off_is_taken_up_where_it_was(browser: Browser, clinic: Clinic) -> None:
    async with Chat.with_clock(browser, clinic.url) as chat:
        cut = 'id: 1.1\nevent: delta\ndata: {"text": "At Main Street, "}\n\n'
        stream = {"Content-Type": "text/event-stream"}
        await chat.page.route("**/messages", lambda route: route.fulfill(body=cut, headers=stream), times=1)
        await chat.says(PARKING)
        await expect(chat.log.locator(".draft")).to_have_text("At Main Street, ")
        async with chat.page.expect_request("**/messages") as again:
            await chat.page.clock.run_for(1_500)
        await chat.hears("garage")

        assert await (await again.value).header_value("Last-Event-ID") == "1.1"


async def test_a_line_that_comes_too_soon_is_kept_and_sent_when_it_may(
    browser: Browser, clinic: Clinic
) -> None:
    async with Chat.with_clock(browser, clinic.url) as chat:
        refusal = {"status": 429, "headers": {"Retry-After": "30"}, "json": {"code": "too_many_messages"}}
        await chat.page.route("**/messages", lambda route: route.fulfill(**refusal), times=1)
        await chat.says(PARKING)
        await expect(chat.status).to_contain_text("sent in a moment")
        await expect(chat.unsent).to_have_count(1)
        await chat.page.clock.run_for(31_000)
        await chat.hears("garage")
        await expect(chat.status).to_be_empty()

        chat.complaints = [said for said in chat.complaints if "429" not in said]
        assert chat.complaints == []


async def test_a_connection_that_died_without_a_sign_is_given_up(browser: Browser, clinic: Clinic) -> None:
    async with Chat.with_clock(browser, clinic.url) as chat:
        await chat.page.route("**/log", lambda route: None, times=1)  # open, and nothing comes
        await chat.page.reload()
        await chat.says(PARKING)
        await expect(chat.button("Send")).to_be_visible()
        assert await chat.log.locator("li.assistant").count() == 0
        await chat.page.clock.run_for(51_000)
        await chat.hears("garage")

        assert await chat.lines()


async def test_a_line_under_way_at_a_reload_arrives_once(chat: Chat, clinic: Clinic) -> None:
    await chat.page.route("**/messages", lambda route: route.abort())
    await chat.says(PARKING)
    await expect(chat.unsent).to_have_count(1)
    await chat.page.unroute("**/messages")
    await chat.page.reload()
    await chat.hears("garage")
    await chat.lines()

    assert [role for role, _ in clinic.transcript(await chat.id())].count("patient") == 1


REFUSES_LINES = """
const through = window.fetch;
window.fetch = (address, ...more) =>
  String(address).endsWith("/messages") ? Promise.reject(new TypeError("Failed to fetch")) : through(address, ...more);
true;  // Playwright calls a function that a script ends with
"""
"""In the page: a request that is cut outside of it, while the page is left, may arrive all the same."""


@pytest.mark.parametrize("reloads", [False, True])
async def test_stop_takes_back_what_has_not_arrived_also_after_a_reload(
    chat: Chat, clinic: Clinic, reloads: bool
) -> None:
    await chat.page.context.add_init_script(REFUSES_LINES)
    await chat.page.evaluate(REFUSES_LINES)
    await chat.says(PARKING)
    if reloads:
        await chat.page.reload()
    await expect(chat.unsent).to_have_count(1)
    await chat.button("Stop").click()

    await expect(chat.unsent).to_have_count(0)
    await expect(chat.field).to_have_value(PARKING)
    await expect(chat.status).to_contain_text("not sent")
    assert [role for role, _ in clinic.transcript(await chat.id())] == ["assistant"]


async def test_two_tabs_show_one_conversation(chat: Chat) -> None:
    other = await Chat.tab(chat.page.context, chat.page.url)
    await other.greeted()
    assert await other.id() == await chat.id()
    await chat.says(PARKING, answer="garage")
    await other.hears("garage")
    await other.says(BOOK, answer="full name")
    await chat.hears("full name")
    await expect(chat.page.get_by_label("First name")).to_be_visible()
    await expect(other.page.get_by_label("First name")).to_be_visible()

    assert await chat.lines() == await other.lines()


async def test_a_conversation_that_is_gone_is_told_and_what_was_not_sent_is_kept(chat: Chat) -> None:
    await chat.page.context.route("**/messages", lambda route: route.abort())
    await chat.says(PARKING)
    await chat.page.evaluate(
        """() => {
             const [name] = Object.keys(sessionStorage);
             sessionStorage.setItem(name, sessionStorage.getItem(name).replace(/"token":"[^"]+"/, '"token":"none"'));
           }"""
    )
    await chat.page.reload()
    await expect(chat.status).to_contain_text("cannot be gone on with")
    await expect(chat.field).to_have_value(PARKING)
    await chat.button("New conversation").last.click()
    await chat.greeted()

    await expect(chat.field).to_have_value(PARKING)
    chat.complaints = [said for said in chat.complaints if "401" not in said]


async def test_a_person_joins_answers_and_sees_that_it_was_read(chat: Chat, clinic: Clinic) -> None:
    await chat.says(PARKING, answer="garage")
    id = await chat.id()
    clinic.staff(id, "takeover")
    await chat.hears("is here now")
    await expect(chat.status).to_contain_text("A person of the clinic")
    async with chat.page.expect_response(re.compile("/read$")):
        clinic.staff(id, "messages", text="The garage has two free places just now.")
    await expect(chat.log.locator(".staff")).to_contain_text("two free places")
    await chat.says("Thank you!")
    await expect(chat.unsent).to_have_count(0)
    clinic.staff(id, "release")
    await chat.hears("back with")
    await expect(chat.status).to_be_empty()

    assert clinic.events(id).count("staff_message_read") == 1
    assert clinic.transcript(id)[-2] == ("patient", "Thank you!")


async def test_an_emergency_stands_out_and_is_announced_at_once(chat: Chat) -> None:
    urgent = chat.page.locator("[aria-live=assertive]")
    await chat.says("my father's speech is slurred and his arm is weak")
    await expect(urgent).to_contain_text("911")
    line = chat.log.locator(".emergency").first

    await expect(line.get_by_role("link", name="911").first).to_have_attribute("href", "tel:911")
    assert await line.evaluate("line => getComputedStyle(line).borderTopWidth") == "2px"


async def test_the_chat_goes_on_in_spanish_at_the_push_of_a_button(chat: Chat) -> None:
    await chat.button("Español").click()
    await expect(chat.page.get_by_label("Su mensaje")).to_be_focused()
    await expect(chat.log.locator(".assistant").last).to_have_attribute("lang", "es")
    await chat.button("Hablar con una persona").click()
    await chat.hears("nuestro equipo")
    assert await chat.page.locator("[part=panel]").get_attribute("lang") == "es"

    await chat.page.reload()
    await expect(chat.page.get_by_label("Su mensaje")).to_be_visible()
    await expect(chat.button("Hablar con una persona")).to_be_visible()


async def test_each_answer_is_announced_once_and_history_never_again(
    browser: Browser, clinic: Clinic
) -> None:
    async with Chat.with_clock(browser, clinic.url) as chat:
        polite = chat.page.locator("[aria-live=polite]")
        await expect(polite).to_contain_text(GREETING)
        await chat.says(PARKING, answer="garage")
        await expect(polite.get_by_text("garage")).to_have_count(1)
        await chat.page.clock.run_for(2_100)
        await expect(polite).to_be_empty()
        await chat.page.reload()
        await chat.hears("garage")

        assert await polite.inner_text() == ""
        await expect(chat.log).to_have_attribute("aria-live", "off")


async def test_words_are_shown_as_words_never_as_markup(chat: Chat) -> None:
    await chat.says("<img src=x onerror=alert(1)><b>hi</b>")
    await expect(chat.mine).to_contain_text("<img src=x onerror=alert(1)>")
    await chat.lines()

    assert await chat.log.locator("img").count() == 0


async def test_a_citation_opens_to_the_words_it_rests_on(chat: Chat) -> None:
    await chat.says(PARKING, answer="garage")
    source = chat.log.locator("details")
    await source.get_by_text("Source:").click()

    await expect(source.locator("blockquote")).to_be_visible()


async def test_a_new_conversation_begins_with_the_greeting_alone(chat: Chat) -> None:
    before = await chat.id()
    await chat.says(PARKING, answer="garage")
    await chat.button("New conversation").click()

    await expect(chat.log.locator("li.line")).to_have_count(1)
    await chat.greeted()
    assert await chat.id() != before


async def test_the_page_allows_no_script_but_its_own(chat: Chat) -> None:
    ran = await chat.page.evaluate(
        """() => new Promise((resolve) => {
             document.addEventListener('securitypolicyviolation', () => resolve('refused'));
             const script = document.createElement('script');
             script.textContent = 'document.title = "ran"';
             document.head.append(script);
           })"""
    )
    chat.complaints.clear()  # of the refusal

    assert ran == "refused"


async def test_the_api_page_lists_the_operations(browser: Browser, clinic: Clinic) -> None:
    async with Chat.opened(browser, f"{clinic.url}/docs") as docs:
        heading = docs.page.get_by_role("heading", name="POST /v1/conversations", exact=True)
        await expect(heading).to_be_visible()
        assert docs.complaints == []


async def test_a_patient_goes_on_by_text_message_after_a_code(chat: Chat, clinic: Clinic) -> None:
    await chat.says(PARKING, answer="garage")
    await chat.button("Go on by text").click()
    await expect(chat.page.get_by_label("Phone number")).to_be_focused()
    await chat.page.get_by_label("Phone number").fill("212 555 0177")
    await chat.page.keyboard.press("Enter")
    code = chat.page.get_by_label("Code from the text message")
    await expect(code).to_be_focused()
    await code.fill("000000")
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.get_by_text("That was not right")).to_be_visible()
    await code.fill(clinic.code_sent_to("+12125550177"))
    await chat.page.keyboard.press("Enter")

    await expect(chat.status).to_contain_text("by text message from that phone now")
    chat.complaints = [said for said in chat.complaints if "422" not in said]
    assert "door_opened" in clinic.events(await chat.id())


async def test_what_was_left_by_text_message_is_gone_on_with(chat: Chat, clinic: Clinic) -> None:
    left = clinic.left_by_text(BOOK, "Zoë Müller, February 11 2001, 917 555 0121")
    await chat.says(BOOK, answer="full name")
    await chat.fills_in(ZOE_MULLER)
    await chat.hears("Shall we go on from there")
    await chat.button("Yes").click()
    await chat.hears("For the annual physical I have")

    assert await chat.id() == left
    assert GREETING not in " ".join(await chat.lines())


async def test_a_link_that_was_used_is_told_and_a_new_conversation_begins(
    browser: Browser, clinic: Clinic
) -> None:
    async with Chat.opened(browser, f"{clinic.url}/c/{'A' * 43}") as chat:
        await chat.greeted()
        await expect(chat.status).to_contain_text("used before")

        assert chat.page.url == f"{clinic.url}/"
