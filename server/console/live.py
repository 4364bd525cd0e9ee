"""What changes while a page is open, as server-sent events that say only that something did."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.api.streams import PING_SECONDS
from server.console.access import ConsoleRoute, Visitor
from server.frontdesk import Frontdesk
from server.messages import Message
from server.staff import Session
from server.staff.takeovers import watched

router = APIRouter(route_class=ConsoleRoute)


@router.get("/events")
async def request_changes(frontdesk: TheFrontdesk, session: Visitor) -> Response:
    """A `request` event for each request that stands otherwise than before: {"request_id","kind","status","version"}."""
    return EventSourceResponse(_changes(frontdesk, session), ping=PING_SECONDS)


@router.get("/conversations/{conversation_id}/events")
async def conversation_changes(frontdesk: TheFrontdesk, session: Visitor, conversation_id: str) -> Response:
    """A `message` event for each new message of the conversation: {"seq"}."""
    return EventSourceResponse(_messages(frontdesk, session, conversation_id), ping=PING_SECONDS)


async def _changes(frontdesk: Frontdesk, session: Session) -> AsyncIterator[ServerSentEvent]:
    with frontdesk.changes.subscribe() as changes:
        async for change in changes:
            if await frontdesk.sign_in.session(session.token, sign_of_life=False) is None:
                return
            yield ServerSentEvent(event="request", data=change.model_dump_json(exclude_none=True))


async def _messages(
    frontdesk: Frontdesk, session: Session, conversation_id: str
) -> AsyncIterator[ServerSentEvent]:
    """Replies, and what the patient says while a person has the conversation."""
    heard: asyncio.Queue[Message] = asyncio.Queue()

    async def hear(channel: str) -> None:
        with frontdesk.events.subscribe(channel) as messages:
            async for message in messages:
                heard.put_nowait(message)

    listening = [asyncio.create_task(hear(each)) for each in (conversation_id, watched(conversation_id))]
    try:
        while True:
            message = await heard.get()
            if await frontdesk.sign_in.session(session.token, sign_of_life=False) is None:
                return
            yield ServerSentEvent(event="message", data=f'{{"seq":{message.seq}}}')
    finally:
        for task in listening:
            task.cancel()
