"""Server-sent events: a turn while it is said, and the messages of a conversation as they come."""

import re
from collections.abc import AsyncIterator
from time import perf_counter

import orjson
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from server.events import Events
from server.messages import Message
from server.problems import problem_response
from server.records import Access, Database, Problem, messages_after, seq_of_turn
from server.running import RunningTurn

PING_SECONDS = 15
_PIECE = re.compile(r".+?(?:[.!?]\s+|\n+|$)", re.DOTALL)


async def turn_stream(
    turn: RunningTurn, *, last_event_id: str | None, figures_since: float | None = None
) -> Response:
    """A turn as `delta`, `message` and `turn` events with ids `<turn>.<n>`; a refusal is a plain problem.

    With `figures_since` (a perf_counter value; demo mode) a comment at the `turn` event says X-Turn-Ms and
    X-Model-Calls: they are not known yet when a stream's headers go out.

    A caller whose connection broke sends the message again with its Idempotency-Key and `Last-Event-ID`,
    and gets the events that it missed.
    """
    events = _turn_events(turn, figures_since)
    first = await anext(events)  # nothing is answered before it is known that this is no refusal
    if isinstance(first, Problem):
        return problem_response(status=first.status, code=first.code, detail=first.detail)
    return EventSourceResponse(
        _numbered(first, events, turn.received.number, last_event_id), ping=PING_SECONDS
    )


async def _numbered(
    first: ServerSentEvent,
    rest: AsyncIterator[ServerSentEvent | Problem],
    number: int,
    last_event_id: str | None,
) -> AsyncIterator[ServerSentEvent]:
    turn, _, seen = (last_event_id or "").partition(".")
    skip = int(seen) if turn == str(number) and seen.isdecimal() else 0
    count = 1
    event: ServerSentEvent | Problem = first
    while isinstance(event, ServerSentEvent):
        if count > skip:
            event.id = f"{number}.{count}"
            yield event
        event = await anext(rest, _END)
        count += 1


_END = Problem(status=500, code="internal_error", detail="")


async def _turn_events(
    turn: RunningTurn, figures_since: float | None
) -> AsyncIterator[ServerSentEvent | Problem]:
    heard = 0
    async for said in turn.heard():
        heard += 1
        for piece in pieces(said.text):
            yield _delta(piece)
    result = await turn.result()
    finished = result.result
    if isinstance(finished, Problem):
        yield finished
        return
    for message in finished.messages[heard:]:
        for piece in pieces(message.text):
            yield _delta(piece)
    for message in finished.messages:
        yield _message(message)
    yield ServerSentEvent(
        data=finished.model_dump_json(), event="turn", comment=_figures(figures_since, result.model_calls)
    )


def _figures(since: float | None, model_calls: int) -> str | None:
    """What the headers of a plain answer say, as a comment of the stream."""
    if since is None:
        return None
    return f"X-Turn-Ms: {(perf_counter() - since) * 1000:.1f}, X-Model-Calls: {model_calls}"


async def conversation_stream(
    database: Database, events: Events, access: Access, last_event_id: str | None
) -> AsyncIterator[ServerSentEvent]:
    """Replies behind `last_event_id`, then each new one; ids are the messages' `seq`. Ends when the caller goes.

    Also takes an id of a turn's stream, `<turn>.<n>`: then all replies since that turn's message come again.
    Without an id only new replies come.
    """
    conversation_id = access.conversation_id
    with events.subscribe(conversation_id) as live:
        seen = await _seq_seen(database, conversation_id, last_event_id)
        if seen is not None:
            seen = max(seen, access.sees_from)
            while missed := await messages_after(database, conversation_id, seen, replies_only=True):
                for message in missed:
                    yield _message(message, id=str(message.seq))
                seen = missed[-1].seq
        async for message in live:
            if message.seq > (seen or 0):
                seen = message.seq
                yield _message(message, id=str(message.seq))


async def _seq_seen(database: Database, conversation_id: str, last_event_id: str | None) -> int | None:
    first, dot, rest = (last_event_id or "").partition(".")
    if not first.isdecimal() or len(first) > 9 or (dot and not rest.isdecimal()):
        return None
    return await seq_of_turn(database, conversation_id, int(first)) if dot else int(first)


def pieces(text: str) -> list[str]:
    """A text in the pieces in which it is streamed, about a sentence each; joined they are the text again."""
    return _PIECE.findall(text)


def _delta(text: str) -> ServerSentEvent:
    return ServerSentEvent(data=orjson.dumps({"text": text}).decode(), event="delta")


def _message(message: Message, id: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(data=message.model_dump_json(), event="message", id=id)
