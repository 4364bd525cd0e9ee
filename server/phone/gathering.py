"""Calls of accounts without ConversationRelay, and of relays that do not hold: a turn is a webhook over `<Gather>`."""

import asyncio

from agents.spoken import speakable
from server.frontdesk import Frontdesk
from server.messages import Turn
from server.phone import twiml
from server.phone.answering import access_of, greeting, hints, words_of
from server.phone.keys import Asked, Keys
from server.phone.putting_through import put_through
from server.phone.references import CallReference
from server.problems import ConversationClosed
from server.records import Line, Problem
from server.records.heard import last_replies, last_turn
from server.running import RunningTurn

ANSWERS_WITHIN = 12.0
"""Seconds: Twilio gives a webhook fifteen. A slower turn goes on; its reply comes with the next request."""


def first(frontdesk: Frontdesk, call: CallReference, base_url: str) -> str:
    """The greeting, and the first question."""
    return _listen(frontdesk, call, base_url, greeting(frontdesk.clinic, call.language))


async def carry_on(frontdesk: Frontdesk, call: CallReference, base_url: str) -> str:
    """The relay does not hold: the conversation goes on here with what was said last."""
    words = words_of(frontdesk.clinic)
    last = await last_replies(frontdesk.database, call.conversation_id)
    said = [speakable(message.text, call.language) for message in last]
    return _listen(frontdesk, call, base_url, " ".join([words.speak("phone.resumed", call.language), *said]))


async def turn(
    frontdesk: Frontdesk, call: CallReference, base_url: str, *, speech: str, keys: str, key: str | None
) -> str:
    """What the caller said or keyed in, and the reply to it. `key` makes a webhook that comes twice one turn."""
    access = await access_of(frontdesk, call)
    line = Line(text=speech or "[silence]")
    if keys:
        line = _keyed(keys, await last_turn(frontdesk.database, call.conversation_id)) or line
    words = words_of(frontdesk.clinic)
    try:
        running = await frontdesk.runner.submit(access, line, key=key)
        finished = await asyncio.wait_for(running.result(), ANSWERS_WITHIN)
    except ConversationClosed:
        return twiml.farewell(
            frontdesk.clinic.calls, says=words.speak("phone.goodbye", call.language), language=call.language
        )
    except TimeoutError:
        return _listen(frontdesk, call, base_url, words.speak("phone.one_moment", call.language))
    if isinstance(finished.result, Problem):
        return _listen(frontdesk, call, base_url, words.speak("phone.did_not_hear", call.language))
    says, language = _reply(running, finished.result, call.language)
    call = call.model_copy(update={"language": language})
    if finished.result.status == "closed":
        return twiml.farewell(frontdesk.clinic.calls, says=says, language=language)
    if finished.transfer:
        return put_through(frontdesk, call, base_url, says=says)
    return _listen(frontdesk, call, base_url, says)


def _keyed(keys: str, before: Turn | None) -> Line | None:
    """Keys as an answer to the last question."""
    shown = next((m.options for m in reversed(before.messages) if m.options), ()) if before else ()
    asked = Asked(before.waiting_for if before else None, tuple(option.id for option in shown))
    collected = Keys()
    for key in keys:
        line = collected.press(key, asked)
        if line is not None:
            return line
    return collected.flush(asked)


def _reply(running: RunningTurn, result: Turn, language: str) -> tuple[str, str]:
    """The reply in spoken words, and its language."""
    spoken = [reply.spoken for reply in running.said if reply.spoken]
    if spoken:
        return " ".join(spoken), running.said[-1].language or language
    return " ".join(speakable(message.text, language) for message in result.messages), language


def _listen(frontdesk: Frontdesk, call: CallReference, base_url: str, says: str) -> str:
    clinic = frontdesk.clinic
    return twiml.gather(
        clinic.calls,
        says=says,
        action_url=f"{base_url}/twilio/gather/{frontdesk.phone.references.sign(call)}",
        language=call.language,
        hints=hints(clinic),
        silence=int(clinic.calls.silence.total_seconds()),
    )
