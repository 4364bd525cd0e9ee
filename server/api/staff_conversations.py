"""/v1/staff/conversations: read them, take one over, answer in it, hand it back."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from server.api.access import TheFrontdesk
from server.api.staff_access import TheStaff
from server.frontdesk import Frontdesk
from server.messages import Message
from server.problems import PROBLEM_JSON, UnknownConversation
from server.records import messages_after
from server.records.audit import Past, read_audit
from server.records.talks import Talk, audit_of, find_talk, list_talks
from server.records.threads import ThreadLine, thread_lines
from server.viewed import note_viewed

PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(prefix="/v1", tags=["staff"], responses=PROBLEM)


class TalkList(BaseModel):
    conversations: tuple[Talk, ...]


class TalkView(Talk):
    """With the transcript and what was done. `thread` has the lines of all conversations that were joined, by time."""

    messages: tuple[Message, ...]
    thread: tuple[ThreadLine, ...]
    audit: tuple[Past, ...]


class StaffMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=4000)]


class AuditList(BaseModel):
    """Newest first; `before` the last id gives the next page."""

    entries: tuple[Past, ...]


@router.get("/staff/conversations")
async def read_conversations(
    frontdesk: TheFrontdesk,
    staff: TheStaff,  # noqa: ARG001 signed in is enough to look
    patient_id: Annotated[str, Query(max_length=64)] = "",
    taken_over: bool = False,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> TalkList:
    """Newest first."""
    found = await frontdesk.database.read(
        lambda c: list_talks(
            c,
            patient_id=patient_id,
            taken=taken_over,
            offset=offset,
            limit=limit,
            now=frontdesk.takeovers.now(),
        )
    )
    return TalkList(conversations=found)


@router.get("/staff/conversations/{conversation_id}")
async def read_conversation(
    frontdesk: TheFrontdesk,
    staff: TheStaff,
    conversation_id: str,
) -> TalkView:
    """The transcript and what was done."""
    await note_viewed(frontdesk, staff, conversation_id=conversation_id)
    return await whole(frontdesk, conversation_id)


@router.post("/staff/conversations/{conversation_id}/takeover")
async def take_over(frontdesk: TheFrontdesk, staff: TheStaff, conversation_id: str) -> TalkView:
    """The assistant says nothing from now on, and the patient is told. 409 when somebody else has it."""
    await frontdesk.takeovers.take(conversation_id, staff)
    return await whole(frontdesk, conversation_id)


@router.post("/staff/conversations/{conversation_id}/messages")
async def answer(
    frontdesk: TheFrontdesk, staff: TheStaff, conversation_id: str, body: StaffMessage
) -> Message:
    """Write to the patient. 409 `not_your_conversation` when it has gone back or somebody else has it."""
    return await frontdesk.takeovers.say(conversation_id, staff, body.text)


@router.post("/staff/conversations/{conversation_id}/release")
async def hand_back(frontdesk: TheFrontdesk, staff: TheStaff, conversation_id: str) -> TalkView:
    """Back to the assistant; the patient is told."""
    await frontdesk.takeovers.hand_back(conversation_id, staff)
    return await whole(frontdesk, conversation_id)


@router.get("/audit")
async def read_audit_trail(
    frontdesk: TheFrontdesk,
    staff: TheStaff,  # noqa: ARG001
    before: Annotated[int | None, Query(ge=1)] = None,
    event: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditList:
    """The audit trail, newest first: ids, codes and counts."""
    found = await frontdesk.database.read(lambda c: read_audit(c, before=before, event=event, limit=limit))
    return AuditList(entries=found)


async def whole(frontdesk: Frontdesk, conversation_id: str) -> TalkView:
    """Raises UnknownConversation."""
    talk = await frontdesk.database.read(lambda c: find_talk(c, conversation_id, frontdesk.takeovers.now()))
    if talk is None:
        raise UnknownConversation
    said: list[Message] = []
    while page := await messages_after(frontdesk.database, conversation_id, said[-1].seq if said else 0):
        said.extend(page)
    thread = await frontdesk.database.read(lambda c: thread_lines(c, conversation_id))
    past = await frontdesk.database.read(lambda c: audit_of(c, conversation_id))
    return TalkView(**talk.model_dump(), messages=tuple(said), thread=thread, audit=past)
