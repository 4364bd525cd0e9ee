"""A call: what the caller says becomes turns of a conversation, and the replies are spoken as soon as they are known."""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass

from agents.spoken import speakable
from agents.wording import Catalog
from clinic.settings import ClinicSettings
from graph.turns import Outgoing as Reply
from server.events import Events
from server.logs import describe_error
from server.messages import Message, Turn
from server.phone.keys import BETWEEN_KEYS, Asked, Keys
from server.phone.protocol import (
    Dtmf,
    End,
    Incoming,
    Info,
    Interrupt,
    Outgoing,
    Prompt,
    RelayError,
    Setup,
)
from server.phone.references import References, Why
from server.phone.silence import SilenceWatch, Sleep
from server.phone.speaking import Send, Utterance, seconds_to_say, switch_to
from server.problems import ConversationClosed
from server.records import Access, Database, Line, Problem, find_access
from server.records.heard import note_heard
from server.records.joining import join_key
from server.runner import ConversationRunner
from server.running import Finished, RunningTurn

log = logging.getLogger(__name__)
FIRST_SPEECH_WITHIN = 0.7
"""Seconds after which a caller who waits for a reply hears that it is being looked for."""
TAKES_TIME = 30.0
"""Seconds of silence allowed to a caller who said "hold on"."""
QUESTIONS = ("ask", "confirm", "choose")
KEPT_EVENTS = 1000
"""Ids of events remembered: Twilio replays at most 500 after a reconnect."""


@dataclass(frozen=True)
class Said:
    """A line of the caller's."""

    line: Line
    key: str
    is_silence: bool = False


@dataclass(frozen=True)
class Cut:
    """The caller spoke into an utterance of which they heard this much."""

    utterance: Utterance
    heard: str


@dataclass(frozen=True)
class Told:
    """A message that came beside the turns, or with one that was spoken already."""

    message: Message


class Call:
    """One call over all its sockets. `greeting` is what Twilio says before we are asked for anything."""

    def __init__(
        self,
        access: Access,
        call_sid: str,
        language: str,
        *,
        clinic: ClinicSettings,
        words: Catalog,
        runner: ConversationRunner,
        database: Database,
        events: Events,
        references: References,
        greeting: str = "",
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.access = access
        self.call_sid = call_sid
        self.language = language
        self.ended: Why | None = None
        self._clinic = clinic
        self._words = words
        self._runner = runner
        self._database = database
        self._events_of_talks = events
        self._references = references
        self._greeting = greeting
        self._sleep = sleep
        self._send_now: Send | None = None
        self._events: deque[str] = deque(maxlen=KEPT_EVENTS)
        self._count = 0
        self._inbox: asyncio.Queue[Said | Cut | Told] = asyncio.Queue()
        self._lines_waiting = 0
        self._utterance: Utterance | None = None
        self._seqs: dict[Utterance, list[int]] = {}
        self._own: set[int] = set()
        """`seq` of what was said in turns of this call."""
        self._last_said = ""
        self._asked = Asked()
        self._keys = Keys()
        self._key_watch = SilenceWatch(sleep, self._keys_rest)
        self._silence = SilenceWatch(sleep, self._nothing_said)
        self._speaker_events = False
        self._talking: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None

    # --- the socket -------------------------------------------------------------------------------------------------

    def attach(self, send: Send) -> None:
        """A socket is open: what is said goes there."""
        self._send_now = send
        if self._talking is None or self._talking.done():
            self._talking = asyncio.create_task(self._talk())
        if self._following is None:
            self._following = asyncio.create_task(self._follow(self.access.conversation_id))

    def detach(self, send: Send) -> None:
        """The socket is gone. The turn that runs goes on to its end; nobody is asked whether they are still there."""
        if self._send_now is send:
            self._send_now = None
            self._silence.stop()
            self._key_watch.stop()

    @property
    def is_connected(self) -> bool:
        """A socket is open."""
        return self._send_now is not None

    async def close(self) -> None:
        self._silence.stop()
        self._key_watch.stop()
        for task in (self._talking, self._following):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _send(self, message: Outgoing) -> None:
        if self._send_now is not None:
            await self._send_now(message)

    # --- what comes in ----------------------------------------------------------------------------------------------

    def take(self, event: Incoming) -> None:
        """An event of the socket; one that was replayed has no effect."""
        if event.event_id is not None:
            if event.event_id in self._events:
                return
            self._events.append(event.event_id)
        match event:
            case Setup():
                self._await_caller(seconds_to_say(self._greeting))
                self._greeting = ""  # a line that comes back is not greeted again
            case Prompt(last=False):
                self._silence.stop()
            case Prompt(words=words) if words.strip():
                self._hear(Line(text=words.strip()), event)
            case Dtmf(digit=digit):
                self._press(digit, event)
            case Interrupt(heard=heard) if self._utterance is not None and self._utterance.parts:
                self._utterance.is_cut = True
                self._inbox.put_nowait(Cut(self._utterance, heard))
            case RelayError():
                log.warning("relay_error", extra={"call": self.call_sid})
            case Info(name="agentSpeaking", value=value):
                self._speaker_events = True
                self._silence.stop() if value == "on" else self._await_caller(0.0)
            case Info(name="clientSpeaking", value=value):
                self._silence.stop() if value == "on" else self._await_caller(0.0)

    def _hear(self, line: Line, event: Incoming | None = None) -> None:
        self._silence.stop()
        self._count += 1
        number = event.event_id if event is not None and event.event_id else f"n{self._count}"
        self._inbox.put_nowait(Said(line, key=f"{self.call_sid}.{number}"))
        self._lines_waiting += 1

    def _press(self, digit: str, event: Incoming) -> None:
        self._silence.stop()
        line = self._keys.press(digit, self._asked)
        if line is not None:
            self._key_watch.stop()
            self._hear(line, event)
        elif self._keys.pressed:
            self._key_watch.wait(BETWEEN_KEYS)

    def _keys_rest(self) -> None:
        line = self._keys.flush(self._asked)
        if line is not None:
            self._hear(line)

    def _nothing_said(self) -> None:
        self._count += 1
        silence = Said(Line(text="[silence]"), key=f"{self.call_sid}.s{self._count}", is_silence=True)
        self._inbox.put_nowait(silence)

    def _await_caller(self, after: float, patience: float | None = None) -> None:
        """It is the caller's turn once `after` seconds of speech are over."""
        if self.ended is None:
            self._silence.wait(after + (patience or self._clinic.calls.silence.total_seconds()))

    # --- turns ------------------------------------------------------------------------------------------------------

    async def _talk(self) -> None:
        while self.ended is None:
            try:
                match await self._inbox.get():
                    case Cut(utterance, heard):
                        await self._note(utterance, utterance.cut_at(heard))
                    case Told(message) if message.seq not in self._own:
                        await self.say(speakable(message.text, self.language))
                    case Said() as said:
                        self._lines_waiting -= not said.is_silence
                        await self._answer(said)
            except ConversationClosed:
                await self._end("goodbye")
            except Exception as error:
                log.error("call_turn_broke", extra=describe_error(error) | {"call": self.call_sid})
                await self.say(self._words.speak("phone.dial_instead", self.language))

    async def _answer(self, said: Said) -> None:
        """One turn: its replies are spoken as they come, then what it led to is done."""
        turn = await self._runner.submit(self.access, said.line, key=said.key)
        utterance = self._utterance = Utterance(self._send, self._locale)
        bridge = asyncio.create_task(self._bridge(utterance, turn))
        unsaid: list[int] = []
        async for reply in turn.heard():
            bridge.cancel()
            if self._is_overtaken(utterance) and reply.kind in QUESTIONS:
                unsaid.append(len(utterance.parts))
                utterance.parts.append("")
                continue
            await self._say_reply(utterance, reply)
        finished = await turn.result()
        bridge.cancel()
        if isinstance(finished.result, Problem):
            await self._refused(finished.result)
            return
        await self._say_late(utterance, turn, finished.result)
        await utterance.end()
        self._last_said = " ".join(utterance.parts)
        self._seqs = {utterance: [message.seq for message in finished.result.messages]}
        self._own.update(self._seqs[utterance])
        if unsaid:
            await note_heard(
                self._database, self.access.conversation_id, {self._seqs[utterance][at]: "" for at in unsaid}
            )
        await self._go_on(utterance, finished, finished.result)

    def _is_overtaken(self, utterance: Utterance) -> bool:
        """The caller has said more before anything of this reply was spoken: its question is out of date."""
        return not utterance.parts and self._lines_waiting > 0

    async def _bridge(self, utterance: Utterance, turn: RunningTurn) -> None:
        await self._sleep(FIRST_SPEECH_WITHIN)
        if not turn.said:
            await utterance.bridge_wait(self._words.speak("phone.one_moment", self.language), self.language)

    async def _say_reply(self, utterance: Utterance, reply: Reply) -> None:
        language = reply.language or self.language
        if language != self.language:
            self.language = language
            await self._send(switch_to(self._locale(language)))
        await utterance.add(reply.spoken or speakable(reply.text, language), language)

    async def _say_late(self, utterance: Utterance, turn: RunningTurn, result: Turn) -> None:
        """What the turn said without telling it while it ran: an apology, or a turn that was over already."""
        for message in result.messages[len(turn.said) :]:
            await utterance.add(speakable(message.text, self.language), self.language)

    async def _refused(self, problem: Problem) -> None:
        """A key that picks nothing is what it is: keys."""
        log.info("call_line_refused", extra={"call": self.call_sid, "code": problem.code})
        await self.say(self._words.speak("phone.did_not_hear", self.language))

    async def _continue_in(self, conversation_id: str) -> None:
        """The patient's earlier conversation has taken this one in: the call goes on there."""
        there = await find_access(self._database, conversation_id)
        if there is None:
            return
        self._own.clear()
        left, self.access = self.access, there.model_copy(update={"channel": "voice"})
        if self._following is not None:
            self._following.cancel()
            self._following = asyncio.create_task(self._follow(there.conversation_id))
        arrival = Line(arrives_from=left.conversation_id)
        await self._answer(Said(arrival, key=join_key(left.conversation_id)))

    async def _go_on(self, utterance: Utterance, finished: Finished, result: Turn) -> None:
        if result.joined is not None:
            await self._continue_in(result.joined)
            return
        asks = next((m for m in reversed(result.messages) if m.kind in QUESTIONS), None)
        if asks is not None or result.waiting_for is None:
            options = tuple(option.id for option in asks.options) if asks else ()
            self._asked = Asked(result.waiting_for, options)
        if result.status == "closed":
            await self._end("goodbye", after=utterance.seconds())
        elif finished.transfer:
            await self._end("transfer", after=utterance.seconds())
        else:
            stands = asks is None and result.waiting_for is not None
            self._await_caller(utterance.seconds(), TAKES_TIME if stands else None)

    # --- what goes out ----------------------------------------------------------------------------------------------

    def _locale(self, language: str) -> str:
        return self._clinic.calls.voice(language).locale

    async def say(self, words: str) -> None:
        """Something that is no reply to a turn."""
        utterance = Utterance(self._send, self._locale)
        await utterance.add(words, self.language)
        await utterance.end()
        self._await_caller(utterance.seconds())

    async def _follow(self, conversation_id: str) -> None:
        """What comes beside the turns is said as well: a person's words, and what was decided meanwhile."""
        with self._events_of_talks.subscribe(conversation_id) as messages:
            async for message in messages:
                if message.role == "staff" or message.kind == "notice":
                    self._inbox.put_nowait(Told(message))

    async def resume(self, last: tuple[Message, ...]) -> None:
        """The line is back: say so, and what was said last."""
        said = self._last_said or " ".join(speakable(message.text, self.language) for message in last)
        again = said or self._words.speak("phone.go_on", self.language)
        await self.say(f"{self._words.speak('phone.resumed', self.language)} {again}")

    async def _note(self, utterance: Utterance, heard: list[str]) -> None:
        seqs = self._seqs.get(utterance)
        if seqs is not None:
            cut = {
                seq: words
                for seq, words, said in zip(seqs, heard, utterance.parts, strict=False)
                if words != said or not said
            }
            await note_heard(self._database, self.access.conversation_id, cut)

    async def _end(self, why: Why, after: float = 0.0) -> None:
        """End the session once the last words were spoken: an end right behind them would clip them."""
        self.ended = why
        self._silence.stop()
        await self._sleep(after)
        handed_over = self._references.sign_ending(why, self.call_sid)
        await self._send(End.model_validate({"handoffData": handed_over}))
