"""Taking a conversation over, answering in it, and handing it back; the assistant says nothing meanwhile."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import yaml
from sqlalchemy import Connection, select

from clinic.clock import Clock
from clinic.errors import FrontdeskError
from clinic.red_flags import screen
from clinic.requests import Staff
from clinic.settings import ClinicSettings
from server.apology import NOTICES
from server.events import Events
from server.logs import describe_error
from server.messages import Message
from server.records import Database, Received, append_audit
from server.records.leases import machine_now
from server.records.outbox import enqueue
from server.records.tables import conversations
from server.records.takeovers import (
    Takeover,
    append_message,
    expired,
    find_takeover,
    give_back,
    left_since,
    must_own,
    take_over,
)
from server.records.texted import text_along

log = logging.getLogger(__name__)
LEFT = timedelta(minutes=5)
"""A patient of the web page who has not written for so long is told by text message that the clinic wrote."""
EVERY = 5.0
"""Seconds between two looks for conversations that nobody answers in."""


class EmptyMessage(FrontdeskError):
    code = "empty_message"
    status = 422

    def __init__(self) -> None:
        super().__init__("The message is empty: send what the patient is to read.")


async def no_phone(_conversation_id: str) -> str:
    return ""


def watched(conversation_id: str) -> str:
    """Where the console hears of the patient's own lines, which patients are not told of again."""
    return f"staff.{conversation_id}"


class Takeovers:
    """One per process. Who has a conversation is asked of the records each time, and again when something is sent.

    `now` is the machine's clock, by which a takeover ends; `phone_of` the phone (E.164) of a conversation's patient, ""
    where none is known.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        clock: Clock,
        clinic: Callable[[], ClinicSettings],
        *,
        now: Callable[[], datetime] = machine_now,
        phone_of: Callable[[str], Awaitable[str]] = no_phone,
    ) -> None:
        self._database = database
        self._events = events
        self._clock = clock
        self._clinic = clinic
        self.now = now
        self._phone_of = phone_of
        self._words: dict[str, dict[str, str]] = yaml.safe_load(NOTICES.read_text(encoding="utf-8"))

    async def owner(self, conversation_id: str) -> Takeover | None:
        return await self._database.read(lambda c: find_takeover(c, conversation_id, self.now()))

    async def silences(self, received: Received) -> bool:
        """Whether a person answers this line and the assistant does not. Nobody silences the emergency answer."""
        if await self.owner(received.conversation_id) is None:
            return False
        line = Message(seq=received.seq, role="patient", text=received.text, at=received.at)
        await self._events.publish(watched(received.conversation_id), [line])
        flag = screen(received.text, received.language)
        return not (flag and flag.sure)

    async def take(self, conversation_id: str, by: Staff) -> None:
        """The patient is told. Raises UnknownConversation, ConversationClosed, NotYourConversation."""
        now, at = self.now(), self._clock.now()

        def work(connection: Connection) -> Message | None:
            fresh = take_over(connection, conversation_id, by, until=self._until(now), now=now, at=at)
            return self._notice(connection, conversation_id, "person_is_here", by.name) if fresh else None

        await self._publish(conversation_id, await self._database.write(work))

    async def say(self, conversation_id: str, by: Staff, text: str) -> Message:
        """Answer the patient; who has left the page gets a text message that says no more than that there is an answer.

        Raises EmptyMessage, NotYourConversation, ConversationClosed.
        """
        if not text.strip():
            raise EmptyMessage
        now, at = self.now(), self._clock.now()
        phone = await self._phone_of(conversation_id)

        def work(connection: Connection) -> Message:
            must_own(connection, conversation_id, by.id, until=self._until(now), now=now)
            line = Message(seq=0, role="staff", text=text.strip(), at=at)
            said = append_message(connection, conversation_id, line)
            detail = {"by": by.id, "seq": said.seq}
            append_audit(
                connection, event="staff_message", at=at, conversation_id=conversation_id, detail=detail
            )
            if (
                not text_along(connection, conversation_id, said, at=at)
                and phone
                and (key := left_since(connection, conversation_id, at - LEFT))
            ):
                enqueue(
                    connection,
                    key,
                    conversation_id=conversation_id,
                    recipient=phone,
                    text=self._words_for(connection, conversation_id, "clinic_wrote", by.name),
                    at=at,
                    purpose="notice",
                )
            return said

        said = await self._database.write(work)
        await self._publish(conversation_id, said)
        return said

    async def hand_back(self, conversation_id: str, by: Staff) -> None:
        """Raises NotYourConversation."""
        now, at = self.now(), self._clock.now()

        def work(connection: Connection) -> Message | None:
            must_own(connection, conversation_id, by.id, until=now, now=now)
            give_back(connection, conversation_id, at=at, by=by.id)
            return self._notice(connection, conversation_id, "person_has_left", by.name)

        await self._publish(conversation_id, await self._database.write(work))

    async def hand_back_unanswered(self) -> int:
        """What nobody has written in for clinic.yaml's `staff.hand_back`; answers how many there were."""
        ids = await self._database.read(lambda connection: expired(connection, self.now()))
        for conversation_id in ids:

            def work(connection: Connection, of: str = conversation_id) -> Message | None:
                if not give_back(connection, of, at=self._clock.now(), by=""):
                    return None
                return self._notice(connection, of, "nobody_answered", "")

            await self._publish(conversation_id, await self._database.write(work))
        return len(ids)

    def _until(self, now: datetime) -> datetime:
        return now + self._clinic().staff.hand_back

    def _notice(self, connection: Connection, conversation_id: str, key: str, name: str) -> Message | None:
        """None in a conversation that the patient has closed."""
        status = select(conversations.c.status).where(conversations.c.id == conversation_id)
        if connection.execute(status).scalar_one() == "closed":
            return None
        text = self._words_for(connection, conversation_id, key, name)
        line = Message(seq=0, role="assistant", kind="notice", text=text, at=self._clock.now())
        said = append_message(connection, conversation_id, line)
        text_along(connection, conversation_id, said, at=line.at)
        return said

    def _words_for(self, connection: Connection, conversation_id: str, key: str, name: str) -> str:
        """In the conversation's language."""
        language: str = connection.execute(
            select(conversations.c.language).where(conversations.c.id == conversation_id)
        ).scalar_one()
        clinic = self._clinic()
        words, nameless = (
            self._words[each].get(language) or self._words[each]["en"] for each in (key, "a_person")
        )
        return words.format(name=name or nameless, clinic=clinic.name, phone=clinic.phone)

    async def _publish(self, conversation_id: str, message: Message | None) -> None:
        if message is not None:
            await self._events.publish(conversation_id, [message])


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def handed_back_regularly(
    takeovers: Takeovers, *, wait: Callable[[], Awaitable[None]] = pause
) -> AsyncIterator[None]:
    """A look after each `wait` until the end of the block; one that breaks is logged, and the next one comes."""

    async def look() -> None:
        while True:
            await wait()
            try:
                await takeovers.hand_back_unanswered()
            except Exception as error:
                log.error("hand_back_broke", extra=describe_error(error))

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
