"""Conversations: the list, a search that leaves no name in an address, the transcript, and taking one over."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.api.staff_conversations import TalkView, whole
from server.console.access import ConsoleRoute, Form, Visitor, go, text_of
from server.console.people import names_of
from server.console.rendering import page
from server.problems import ConversationClosed
from server.records.takeovers import NotYourConversation
from server.records.talks import list_talks, requests_of
from server.staff.takeovers import EmptyMessage
from server.viewed import note_viewed

router = APIRouter(route_class=ConsoleRoute)
PAGE = 40
SHOWN_ANYWAY = ("conversation_opened", "staff_message", "record_viewed")
"""What the transcript itself shows, and who has looked at it: the audit page has both."""


@router.get("/conversations")
async def conversations(
    frontdesk: TheFrontdesk,
    session: Visitor,
    taken: bool = False,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    found = await frontdesk.database.read(
        lambda c: list_talks(c, taken=taken, offset=offset, limit=PAGE + 1, now=frontdesk.takeovers.now())
    )
    return page("conversations.html", frontdesk, session, **_list(found, taken=taken, offset=offset))


@router.post("/conversations")
async def search(frontdesk: TheFrontdesk, session: Visitor, form: Form) -> Response:
    """By a patient's name as they said it, a patient's id, or any words. A form: addresses are kept in logs."""
    words = text_of(form, "words")[:100]
    found = await frontdesk.database.read(
        lambda c: list_talks(c, words=words, limit=PAGE, now=frontdesk.takeovers.now())
    )
    return page("conversations.html", frontdesk, session, **_list(found, words=words))


def _list(found: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    first: dict[str, Any] = {"taken": False, "offset": 0, "words": ""}
    rest = {"talks": found[:PAGE], "more": len(found) > PAGE, "page_size": PAGE, "section": "conversations"}
    return first | rest | more


@router.get("/conversations/{conversation_id}")
async def conversation(
    request: Request,
    frontdesk: TheFrontdesk,
    session: Visitor,
    conversation_id: str,
    problem: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The transcript with what was done between the lines. htmx gets the transcript alone."""
    talk = await whole(frontdesk, conversation_id)
    if "hx-request" not in request.headers:
        await note_viewed(frontdesk, session.account.staff(), conversation_id=conversation_id)
    left = await frontdesk.database.read(lambda c: requests_of(c, conversation_id))
    template = "transcript.html" if "hx-request" in request.headers else "conversation.html"
    return page(
        template,
        frontdesk,
        session,
        talk=talk,
        lines=_lines(talk),
        requests=left,
        mine=talk.owner_id == session.account.id,
        names=await names_of(frontdesk.database, [each.detail.get("by") for each in talk.audit]),
        problem=problem,
        section="conversations",
    )


def _lines(talk: TalkView) -> list[tuple[str, Any]]:
    """The thread's transcript with what was done: how a line was understood right behind it, all else by time.

    Where the channel changes, the new one is named.
    """
    turns = {
        (each.conversation_id, each.detail["turn"]): each for each in talk.audit if "turn" in each.detail
    }
    others = [each for each in talk.audit if "turn" not in each.detail and each.event not in SHOWN_ANYWAY]
    lines: list[tuple[str, Any]] = []
    channel = talk.channel
    for line in talk.thread:
        while others and others[0].at < line.message.at:
            lines.append(("did", others.pop(0)))
        if line.channel != channel:
            lines.append(("channel", channel := line.channel))
        lines.append(("message", line))
        if turn := turns.get((line.conversation_id, line.turn)):
            while others and others[0].id < turn.id:
                lines.append(("did", others.pop(0)))
            lines.append(("did", turn))
    return lines + [("did", each) for each in others]


@router.post("/conversations/{conversation_id}/takeover")
async def take_over(frontdesk: TheFrontdesk, session: Visitor, form: Form, conversation_id: str) -> Response:  # noqa: ARG001
    try:
        await frontdesk.takeovers.take(conversation_id, session.account.staff())
    except (NotYourConversation, ConversationClosed) as error:
        return _back(conversation_id, error.code)
    return _back(conversation_id)


@router.post("/conversations/{conversation_id}/messages")
async def answer(frontdesk: TheFrontdesk, session: Visitor, form: Form, conversation_id: str) -> Response:
    try:
        await frontdesk.takeovers.say(conversation_id, session.account.staff(), text_of(form, "text")[:4000])
    except (NotYourConversation, ConversationClosed, EmptyMessage) as error:
        return _back(conversation_id, error.code)
    return _back(conversation_id)


@router.post("/conversations/{conversation_id}/release")
async def hand_back(frontdesk: TheFrontdesk, session: Visitor, form: Form, conversation_id: str) -> Response:  # noqa: ARG001
    try:
        await frontdesk.takeovers.hand_back(conversation_id, session.account.staff())
    except NotYourConversation as error:
        return _back(conversation_id, error.code)
    return _back(conversation_id)


def _back(conversation_id: str, problem: str = "") -> Response:
    return go(f"/staff/conversations/{conversation_id}" + (f"?problem={problem}" if problem else ""))
