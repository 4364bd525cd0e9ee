"""A patient at the chat: what they do and see there, by roles and names as assistive technology has them.

`WRITE_SCREENSHOTS=1` makes the pictures in docs/clinic anew.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from demo.people import Person

PICTURES = Path(__file__).parents[2] / "docs" / "clinic"
GREETING = "Hello, this is the AI assistant"


class Chat:
    """One tab. `complaints` are errors on the console and in scripts, but for those of a cut network."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._complain(str(error)))
        self.log = page.get_by_role("log")
        self.field = page.get_by_label("Your message")
        self.options = page.get_by_role("group", name="Suggested answers").get_by_role("button")
        self.status = page.locator("frontdesk-chat").locator("[part=status]")
        self.mine = self.log.locator(".patient")
        self.unsent = self.log.locator(".unsent")

    @classmethod
    @asynccontextmanager
    async def opened(cls, browser: Browser, url: str, **look: Any) -> AsyncIterator[Self]:
        context = await browser.new_context(**look)
        chat = await cls.tab(context, url)
        try:
            yield chat
        finally:
            await context.close()

    @classmethod
    @asynccontextmanager
    async def with_clock(cls, browser: Browser, url: str) -> AsyncIterator[Self]:
        """Greeted, with a clock that tests move on: `chat.page.clock.run_for`."""
        async with cls.opened(browser, "about:blank") as chat:
            await chat.page.clock.install()
            await chat.page.goto(url)
            await chat.greeted()
            yield chat

    @classmethod
    async def tab(cls, context: BrowserContext, url: str) -> Self:
        chat = cls(await context.new_page())
        await chat.page.goto(url)
        return chat

    async def greeted(self) -> None:
        await expect(self.log).to_contain_text(GREETING)

    async def says(self, text: str, *, answer: str | None = None) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")
        if answer:
            await self.hears(answer)

    async def hears(self, text: str) -> None:
        """A reply that is (or comes) in the transcript."""
        await expect(self.log.locator(".assistant, .staff").filter(has_text=text).first).to_be_visible()

    async def lines(self) -> list[str]:
        """Everything shown, with who said it, once nothing is under way."""
        await expect(self.button("Send").or_(self.button("Enviar")).last).to_be_visible()  # in place of Stop
        await expect(self.unsent).to_have_count(0)
        await expect(self.log.locator(".draft")).to_be_hidden()
        return await self.log.locator("li.line").all_inner_texts()

    async def id(self) -> str:
        """Of the conversation, as the tab keeps it."""
        kept = await self.page.evaluate("Object.values(sessionStorage)[0]")
        return str(json.loads(kept)["id"])

    async def fills_in(self, person: Person) -> None:
        born = person.birth_date
        await self.page.get_by_label("First name").fill(person.first_name)
        await self.page.get_by_label("Last name").fill(person.last_name)
        await self.page.get_by_label("Month").select_option(f"{born:%B}")
        await self.page.get_by_label("Day").fill(str(born.day))
        await self.page.get_by_label("Year").fill(str(born.year))
        await self.page.get_by_role("button", name="Send these").click()
        await self.page.get_by_label("Phone number").fill(person.phone or "")
        await self.page.get_by_role("button", name="Send these").click()

    async def barriers(self) -> list[str]:
        """All that axe finds, by rule and place."""
        found = (await Axe().run(self.page)).response["violations"]
        return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]

    async def picture(self, name: str) -> None:
        """For docs/clinic/widget.md, which shows it."""
        file = PICTURES / f"{name}.png"
        if os.environ.get("WRITE_SCREENSHOTS"):
            await self.page.screenshot(path=file)
        assert file.exists()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def _complain(self, text: str) -> None:
        if "net::ERR_" not in text:
            self.complaints.append(text)
