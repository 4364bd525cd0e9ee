"""Understanding without a model: the expectation first, then the classifier for tasks, then the parsers."""

import asyncio
import re
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from agents.understanding.acts import (
    is_plain_talk,
    is_unsure,
    language_request,
    mentions,
    named_language,
    says,
    small_talk,
    wants_person,
    whole_line_act,
)
from agents.understanding.classifier import Classifier, Reading, load_classifier
from agents.understanding.clinician_language import with_clinician_language
from agents.understanding.closed import in_order, read_choice, read_confirmation
from agents.understanding.code_replies import read_without_code
from agents.understanding.commands import (
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Deny,
    Emergency,
    OtherOptions,
    Repeat,
    RequestHuman,
    SetSlot,
    SmallTalk,
    StartOver,
    StartTask,
    SwitchLanguage,
    Unclear,
)
from agents.understanding.context import Expectation, Interpretation, TurnContext
from agents.understanding.instead import something_else
from agents.understanding.labels import NO_REQUESTS
from agents.understanding.language import detect_language
from agents.understanding.line import IDENTITY
from agents.understanding.not_names import without_question_as_name
from agents.understanding.parsing.sentences import without_called, without_marks
from agents.understanding.parsing.text import fold
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.refusals import is_no_thanks, turned_down
from agents.understanding.request import Request
from agents.understanding.requests import find_requests, one_more
from agents.understanding.slot_replies import free_text, lacks, read_slot
from agents.understanding.slots import Line
from agents.understanding.talk import heard_nothing, repetition, talk_act
from agents.understanding.unasked import read_unasked, told_position
from agents.understanding.urgency import find_emergency
from agents.understanding.words import Locale, phrase
from clinic.red_flags import is_idiom, screen, without_harmless
from clinic.settings.schema import ClinicSettings

_LONGEST = 2000
"""Characters of a line that are read for tasks and values; red flags are looked for in all of it."""
_SURE = 0.98
_READ = 0.92
_CHEAPLY_SURE = 0.75


_WARM_UP = tuple(
    TurnContext(utterance=text, now=datetime(2026, 1, 1, tzinfo=UTC), expects=expects, language=locale)
    for locale, text in (
        ("en", "yes, the one with Dr. Example on Tuesday at 9"),
        ("es", "sí, la del martes a las 9"),
    )
    for expects in (
        Expectation(),
        Expectation(kind="confirm"),
        Expectation(kind="choose", options=("Tue, Jan 6, 9:00 AM", "Wed, Jan 7, 10:00 AM")),
        Expectation(kind="slot", slot="first_name"),
    )
)
"""Read once at start, so that the first patient does not wait for the patterns to be compiled."""


class LocalUnderstanding:
    """The parsers and the small classifier. Needs no network; a typical line takes 10 ms, a reply 1 ms."""

    def __init__(self, settings: ClinicSettings | None = None) -> None:
        self._region = settings.country if settings else "US"
        self._classifier: Classifier = load_classifier()
        for line in _WARM_UP:
            self.read(line)

    async def interpret(self, turn: TurnContext) -> Interpretation:
        """Encodes outside the event loop what will be needed, so that other turns go on meanwhile."""
        if turn.expects.kind == "none" or len(turn.utterance.split()) > _SHORT:
            text = turn.utterance[:_LONGEST].strip()
            await asyncio.to_thread(self._classifier.likeness, text)
        return self.read(turn)

    def read(self, turn: TurnContext) -> Interpretation:
        """The same without awaiting; it only computes."""
        begun = perf_counter()
        text = without_marks(turn.utterance[:_LONGEST].strip())
        if turn.expects.slot not in IDENTITY:  # there "Olly" is a name
            text = without_called(text)
        folded = fold(text)
        locale = detect_language(text, folded, turn.language)
        commands, confidence = self._commands(turn, Line.of(turn, text, locale, self._region))
        commands = with_clinician_language(commands, folded, turn.active_task)
        words = text.split()
        harmless = (
            _is_closed(turn, text, commands)
            or is_plain_talk(folded)
            or talk_act(turn, folded, locale) is not None
            or repetition(folded, locale) is not None
            or (len(words) <= _IDIOM and is_idiom(text))
        )
        heard = turn.utterance if screen(turn.utterance, locale) else without_harmless(turn.utterance)
        emergency = find_emergency(heard, locale, None if harmless else self._classifier, _is_reply(commands))
        if emergency:
            commands = [
                emergency,
                *(c for c in commands if not isinstance(c, Unclear | SmallTalk | Emergency)),
            ]
            confidence = max(confidence, 0.9 if emergency.sure else 0.7)
        return Interpretation(
            commands=tuple(commands),
            confidence=round(confidence, 3),
            by="local",
            ms=round((perf_counter() - begun) * 1000, 3),
            language=locale,
        )

    def _commands(self, turn: TurnContext, line: Line) -> tuple[list[Command], float]:
        if nothing := heard_nothing(line.folded):
            return [nothing], 0.2
        if not re.search(r"[^\W_]", line.text) and not read_yes_no(line.text, line.locale):
            return [Repeat()] if "?" in line.text else [Unclear()], 0.2
        if turn.expects.kind == "confirm" and (refused := turned_down(turn, line)):
            return refused, _SURE
        if act := talk_act(turn, line.folded, line.locale):
            return [act], _READ
        reading = self._classifier.read(line.text)
        if is_unsure(line.folded, line.locale):
            return [Unclear(about="unsure")], _READ
        if wants_person(line.folded, line.locale):
            return [RequestHuman()], _SURE
        if turn.expects.slot == "code" and (without := read_without_code(line)):
            return [without], 0.95
        answer = read_yes_no(line.text, line.locale) if turn.expects.kind in ("confirm", "choose") else None
        again = repetition(line.folded, line.locale)
        if again and not (answer and answer.kind == "yes"):
            return [again], 0.95
        if request := language_request(line.folded):
            return [request], _SURE
        if afresh := self._starts_over(turn, line):
            return afresh, 0.9
        if turn.active_task and (
            other := something_else(line, turn.active_task, partial(self._afresh, turn, line))
        ):
            return other, 0.9
        if turn.active_task in (None, "book") and (further := one_more(line)):
            return _as_commands(further[0], line.locale), 0.9
        reply = self._reply(turn, line, reading)
        if reply:
            return reply
        act = whole_line_act(line.folded, line.locale)
        if act:
            return [act], 0.95
        if turn.active_task and says("cancel_it", line.folded, line.locale):
            return [CancelTask()], 0.95
        opened, confidence = self._open(turn, line, reading)
        if all(isinstance(command, Unclear) for command in opened) and turn.expects.kind == "slot":
            filled = free_text(turn, line)
            if filled:
                return filled, 0.8
        return opened, confidence

    def _starts_over(self, turn: TurnContext, line: Line) -> list[Command]:
        """ "Start over" alone; with a wish behind it the task in hand is dropped, and the wish read as if unasked."""
        begun = phrase("requests.start_over", line.locale).match(line.folded)
        if not begun:
            return []
        rest = re.sub(r"\s*\b(?:instead|mejor)\W*$", "", line.text[begun.end() :].strip())
        opened = self._afresh(turn, line, rest) if rest else []
        wished = [command for command in opened if not isinstance(command, Unclear | SmallTalk)]
        return [CancelTask(), *wished] if wished else [StartOver()]

    def _afresh(self, turn: TurnContext, line: Line, text: str) -> list[Command]:
        """A part of the line, read as if nothing were under way."""
        fresh = turn.model_copy(update={"active_task": None, "filled": {}, "expects": Expectation()})
        return self._open(fresh, line.part(text), self._classifier.read(text))[0]

    def _reply(self, turn: TurnContext, line: Line, reading: Reading) -> tuple[list[Command], float] | None:
        """The line as an answer to what was asked, or None."""

        def read_open(text: str) -> list[Command]:
            part = line.part(text)
            act = whole_line_act(part.folded, part.locale)
            return [act] if act else self._open(turn, part, self._classifier.read(text))[0]

        commands: list[Command] | None
        match turn.expects.kind:
            case "none":
                commands = read_unasked(line)
            case "slot" if lacks(turn, line) or is_no_thanks(line):
                commands = [Deny()]
            case "confirm":
                commands = read_confirmation(turn, line, reading, read_open)
            case "choose":
                commands = read_choice(turn, line, reading, read_open)
            case "slot":
                if says("cancel_task", line.folded, line.locale) or small_talk(line.folded, line.locale):
                    return None
                answer = read_yes_no(line.text, line.locale)
                commands = read_slot(turn, line)
                if (
                    not (answer and not answer.rest)
                    and not _surely_answers(turn, commands, reading)
                    and not _is_only_slots(find_requests(turn, line, reading, self._classifier))
                ):
                    return None
                if (
                    commands
                    and all(isinstance(c, SetSlot) for c in commands)
                    and mentions("other", line.folded, line.locale)
                ):
                    commands = (
                        [OtherOptions(), *commands] if turn.expects.slot in ("date", "time") else commands
                    )
        if commands is None:
            return None
        unclear = all(isinstance(command, Unclear) for command in commands)
        return commands, 0.3 if unclear else _READ if any(isinstance(c, SetSlot) for c in commands) else _SURE

    def _open(self, turn: TurnContext, line: Line, reading: Reading) -> tuple[list[Command], float]:
        """The line without expectation: its requests in order, each with the values that belong to it."""
        commands: list[Command] = []
        confidence = 1.0
        for request in find_requests(turn, line, reading, self._classifier):
            commands.extend(_as_commands(request, line.locale))
            confidence = min(confidence, request.confidence)
        commands = without_question_as_name(commands, line)
        own_visit = any(isinstance(c, StartTask) and c.task in _EXISTING for c in commands)
        if turn.expects.kind == "none" and own_visit and (at := told_position(line)) is not None:
            commands.append(Choose(index=at))
        if not commands:
            talk = small_talk(line.folded, line.locale)
            if talk:
                return [talk], 0.9
            return [Unclear()], min(confidence, 0.3)
        return commands, confidence


_EXISTING = frozenset({"cancel_appointment", "reschedule", "confirm_appointment"})
_SHORT = 7
_IDIOM = 14
"""Words of a line in which nothing else can stand beside a figure of speech ("my dog swallowed a sock")."""
_CLOSED = frozenset({"affirm", "deny", "choose", "repeat", "switch_language", "small_talk", "other_options"})
_REPLIES = frozenset(
    {"affirm", "deny", "choose", "repeat", "switch_language", "set_slot", "other_options", "small_talk"}
)


def _is_closed(turn: TurnContext, text: str, commands: list[Command]) -> bool:
    """A short line that is wholly an answer holds nothing for the classifier; the lexicon looks at it all the same."""
    if len(text.split()) > _SHORT or not commands:
        return False
    return all(c.command in _CLOSED for c in commands) or (
        turn.expects.kind != "none" and _is_reply(commands)
    )


def _is_reply(commands: list[Command]) -> bool:
    """Whether the line is a closed reply; a complaint in the patient's own words is none."""
    return all(
        command.command in _REPLIES and not (isinstance(command, SetSlot) and command.slot == "reason")
        for command in commands
    )


def _surely_answers(turn: TurnContext, commands: list[Command] | None, reading: Reading) -> bool:
    """The slot asked for is told, and the n-grams alone see nothing else in the line: the encoder need not look."""
    told = {command.slot for command in commands or () if isinstance(command, SetSlot)}
    return (
        turn.expects.slot in told
        and sum(reading.cheap_intents[label] for label in NO_REQUESTS) >= _CHEAPLY_SURE
    )


def _is_only_slots(requests: list[Request]) -> bool:
    return all(request.label in ("", "inform") for request in requests)


def _talk(text: str, locale: Locale) -> SmallTalk:
    folded = fold(text)
    if mentions("thanks", folded, locale):
        return SmallTalk(kind="thanks")
    return SmallTalk(kind="goodbye" if mentions("goodbye", folded, locale) else "other")


def _as_commands(request: Request, locale: Locale) -> list[Command]:
    values = in_order(list(request.said))
    match request.label:
        case "question":
            return [*values, AskQuestion(text=request.text)]
        case "human":
            return [RequestHuman()]
        case "cancel_task":
            return [CancelTask()]
        case "other_options":
            return [OtherOptions(), *values]
        case "repeat":
            return [Repeat()]
        case "small_talk":
            return [_talk(request.text, locale)]
        case "language":
            named = named_language(request.text)
            return [SwitchLanguage(language=named) if named else Unclear()]
        case "" | "inform":
            return values
        case task:
            started: list[Command] = [StartTask(task=task)] if request.starts else []
            return [*started, *values]
