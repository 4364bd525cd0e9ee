"""The log of a conversation for clients that show it: every line as it comes, how it stands, and what was read."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from sse_starlette import EventSourceResponse, ServerSentEvent

from server.api.access import ConversationAccess, TheFrontdesk
from server.api.streams import PING_SECONDS
from server.events import Events
from server.records import Database, messages_after
from server.records.event_log import look
from server.records.read_receipts import note_read
from server.records.transcript import PAGE
from server.staff.takeovers import watched

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])
LOST = ServerSentEvent(event="lost", data="{}")


class Read(BaseModel):
    """Body of POST …/read: the patient has seen everything up to this line."""

    model_config = ConfigDict(extra="forbid")

    seq: Annotated[int, Field(ge=1, le=2**31 - 1)]


@router.get("/{conversation_id}/log", response_class=EventSourceResponse)
async def follow_log(
    frontdesk: TheFrontdesk,
    access: ConversationAccess,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """All lines behind Last-Event-ID (without one: from the first), then each new one, for as long as you listen.

    Events: `language` ({"language"}: of the lines that follow), `message` (a Message; its `seq` is the event's id, and a
    patient's line has the `key` that it was sent with), `standing` ({"status","language","waiting_for","active_task",
    "working"}: once what was missed is through, then at each change), `retracted` ({"seq"}: a line that was told and
    refused afterwards), `lost` (the conversation is gone).
    """
    seen = (
        int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 10 else 0
    )
    behind = max(seen, access.sees_from)
    lines = log_stream(frontdesk.database, frontdesk.events, access.conversation_id, behind)
    return EventSourceResponse(lines, ping=PING_SECONDS)


@router.post("/{conversation_id}/read", status_code=204, response_class=Response)
async def read(frontdesk: TheFrontdesk, access: ConversationAccess, body: Read) -> None:
    """The patient has seen the lines up to `seq`; staff see it of theirs."""
    conversation_id, at = access.conversation_id, frontdesk.clock.now()

    def work(connection: Connection) -> int | None:
        return note_read(connection, conversation_id, body.seq, at=at)

    seq = await frontdesk.database.write(work)
    if seq is not None:  # whoever has the conversation open in the console sees it at once
        line = await messages_after(frontdesk.database, conversation_id, seq - 1)
        await frontdesk.events.publish(watched(conversation_id), line[:1])


async def log_stream(
    database: Database, events: Events, conversation_id: str, seen: int
) -> AsyncIterator[ServerSentEvent]:
    """Looks into the records at each ring of the conversation's bell; ends when the caller goes or the service stops."""
    told = language = ""
    doubtful: tuple[int, ...] = ()
    with events.bell(conversation_id) as bell:
        while await bell.rung():
            while True:
                glance = await look(database, conversation_id, seen, doubtful)
                if glance.standing and glance.standing.language != language:
                    language = glance.standing.language
                    yield ServerSentEvent(event="language", data=f'{{"language":"{language}"}}')
                for seq in glance.refused:
                    yield ServerSentEvent(event="retracted", data=f'{{"seq":{seq}}}')
                for line in glance.lines:
                    yield ServerSentEvent(event="message", data=line.model_dump_json(), id=str(line.seq))
                    seen = line.seq
                doubtful = glance.open
                if len(glance.lines) < PAGE:
                    break
            if glance.standing is None:
                yield LOST
                return
            standing = glance.standing.model_dump_json()
            if standing != told:
                told = standing
                yield ServerSentEvent(event="standing", data=standing)
