"""The patient part of /v1: open a conversation, say something, read what was answered."""

from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from clinic.errors import FrontdeskError
from server.api.access import ConversationAccess, TheFrontdesk
from server.api.lines import NewConversation, NewMessage
from server.api.streams import PING_SECONDS, conversation_stream, turn_stream
from server.frontdesk import Frontdesk
from server.messages import Message, Turn
from server.problems import PROBLEM_JSON, problem_response
from server.records import Access, Problem, messages_after

JSON = "application/json"
PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(prefix="/v1/conversations", tags=["conversations"], responses=PROBLEM)


class OpenedConversation(BaseModel):
    """The token authorizes all calls on the conversation: `Authorization: Bearer <token>`."""

    id: str
    token: str
    messages: tuple[Message, ...]


class Messages(BaseModel):
    messages: tuple[Message, ...]


@router.post("", status_code=201, response_model=OpenedConversation)
async def open_conversation(
    request: Request, frontdesk: TheFrontdesk, body: NewConversation | None = None
) -> Response:
    """Open a conversation; the greeting comes with it."""
    wanted = body or NewConversation()
    if wanted.patient_token is not None:
        return _opened(await frontdesk.doors.by_link(wanted.patient_token), wanted.patient_token)
    language = _spoken_language(frontdesk, wanted.language)
    access, token, said = await frontdesk.runner.open(
        channel=wanted.channel, language=language, caller=request.client.host if request.client else ""
    )
    return _opened((access, said), token)


def _opened(by: tuple[Access, tuple[Message, ...]], token: str) -> Response:
    access, said = by
    opened = OpenedConversation(id=access.conversation_id, token=token, messages=said)
    return Response(opened.model_dump_json(), status_code=201, media_type=JSON)


@router.post("/{conversation_id}/messages", response_model=Turn)
async def say(
    frontdesk: TheFrontdesk,
    access: ConversationAccess,
    body: NewMessage,
    accept: Annotated[str, Header()] = JSON,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Say something or choose an option. The same Idempotency-Key again gives the same turn."""
    started = perf_counter()
    turn = await frontdesk.runner.submit(access, body.line(), key=idempotency_key)
    if "text/event-stream" in accept:
        since = started if frontdesk.settings.demo else None
        return await turn_stream(turn, last_event_id=last_event_id, figures_since=since)
    finished = await turn.result()
    if isinstance(finished.result, Problem):
        problem = finished.result
        response: Response = problem_response(status=problem.status, code=problem.code, detail=problem.detail)
    else:
        response = Response(finished.result.model_dump_json(), media_type=JSON)
    if frontdesk.settings.demo:
        response.headers["X-Turn-Ms"] = f"{(perf_counter() - started) * 1000:.1f}"
        response.headers["X-Model-Calls"] = str(finished.model_calls)
    return response


@router.get("/{conversation_id}/messages", response_model=Messages)
async def read_messages(
    frontdesk: TheFrontdesk, access: ConversationAccess, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> Response:
    """Messages behind `seq` number `after`, oldest first, at most 500 at once."""
    behind = max(after, access.sees_from)
    found = Messages(messages=await messages_after(frontdesk.database, access.conversation_id, behind))
    return Response(found.model_dump_json(), media_type=JSON)


@router.get("/{conversation_id}/events", response_class=EventSourceResponse)
async def follow(
    frontdesk: TheFrontdesk,
    access: ConversationAccess,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Replies as they come, also those that come later (a decision, a staff message)."""
    stream = conversation_stream(frontdesk.database, frontdesk.events, access, last_event_id)
    return EventSourceResponse(stream, ping=PING_SECONDS)


def _spoken_language(frontdesk: Frontdesk, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    language = wanted.partition("-")[0].lower()
    if language not in frontdesk.clinic.languages:
        spoken = ", ".join(frontdesk.clinic.languages)
        raise FrontdeskError(f"This clinic speaks: {spoken}.", code="unknown_language", status=422)
    return language
