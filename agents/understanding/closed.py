"""Replies to what was asked: a yes or no, a pick among options, the value of a slot.

Each reader returns the commands, or None when the line is no reply to the prompt and has to be read openly.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from agents.understanding.acts import mentions, says
from agents.understanding.asked_first import asked_first, begins_elsewhere
from agents.understanding.classifier import Reading
from agents.understanding.commands import (
    Affirm,
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Deny,
    OtherOptions,
    SetSlot,
    SmallTalk,
    StartTask,
    Unclear,
)
from agents.understanding.context import TurnContext
from agents.understanding.corrections import repaired
from agents.understanding.line import Line
from agents.understanding.parsing.choices import by_position, pick
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.text import Found, fold
from agents.understanding.parsing.times import find_times
from agents.understanding.parsing.yes_no import Answer, read_yes_no
from agents.understanding.refusals import declines, gives_up, not_now, parting
from agents.understanding.slots import Said, visit
from agents.understanding.verbs import says_the_verb
from agents.understanding.words import phrase

OpenReader = Callable[[str], list[Command]]
"""Reads a part of the line without expectation."""


def in_order(said: list[Said]) -> list[Command]:
    """The values as commands, in the order of the line: each slot's last value, with those that will do as well."""
    last: dict[str, list[Said]] = {}
    for one in sorted(said, key=lambda s: s.start):
        last[one.slot] = [*(last.get(one.slot, ()) if one.joined else ()), one]
    return [
        one.command for one in sorted((one for ones in last.values() for one in ones), key=lambda s: s.start)
    ]


def _told_already(said: list[Said], turn: TurnContext) -> bool:
    """Every value is what the prompt or the task says already, so nothing changes."""
    today = turn.now.date()
    previous = turn.previous or ""
    days = {one.value for one in find_dates(previous, today, turn.language)}
    times = {one.value for one in find_times(previous, turn.language)}
    for one in said:
        known = turn.filled.get(one.slot)
        if one.value == known:
            continue
        in_prompt = (
            (one.slot == "date" and one.value in days)
            or (one.slot == "time" and _time_among(one.value, times))
            or (one.slot in ("clinician", "site") and fold(one.value) in fold(previous))
        )
        if not in_prompt:
            return False
    return True


def _time_among(value: str, times: set[str]) -> bool:
    first, _, last = value.partition("/")
    return any(first <= time[:5] <= last if last else time[:5] == first for time in times)


_AFFIRM, _DENY, _OTHER = 0.85, 0.6, 0.6
"""How likely an act must be by the classifier where no list has the words. A yes may write, so it takes more."""
_ASKS_ON = 0.5


def _told_act(reading: Reading, acts: dict[str, tuple[Command, float]]) -> list[Command] | None:
    """The act that the classifier hears in a line that the word lists do not know."""
    label, likely = reading.best()
    if label in acts and likely >= acts[label][1]:
        return [acts[label][0]]
    return None


def _asks_about_it(turn: TurnContext, line: Line, said: list[Said]) -> bool:
    """ "Is that with Dr. Osei?" asks about what was read back; "is Thursday possible?" wishes for something else."""
    if not phrase("closed.about_it", line.locale).match(line.folded.lstrip(" ¿")):
        return False
    return all(one.slot in ("clinician", "site", "person") for one in said) or _told_already(said, turn)


def _bare_times(line: Line) -> list[Said]:
    """Lone numbers as hours ("I said 9", "change it to 12"), without those that were turned down."""
    found = repaired(line.folded, find_times(line.text, line.locale, line.rest, bare=True), line.locale)
    taken = [one for one in line.all_dates if one.value]
    return [
        Said(one.start, one.end, "time", one.value)
        for one in found
        if not any(d.start < one.end and one.start < d.end for d in taken)
    ]


def read_confirmation(
    turn: TurnContext, line: Line, reading: Reading, read_open: OpenReader
) -> list[Command] | None:
    wants_more = phrase("closed.anything_else", turn.language).search(fold(turn.previous or ""))
    if wants_more and phrase("closed.nothing_more", line.locale).match(line.folded) and not visit(line):
        return [Deny()]
    if wants_more and (
        says("goodbye", line.folded, line.locale)
        or parting(line)
        or (mentions("thanks", line.folded, line.locale) and not _asks(line.folded) and not visit(line))
    ):
        return [Deny()]
    if leaves := parting(line):
        return leaves
    if asked := asked_first(line):
        return asked
    if not_now(line):
        return [Deny()]
    said = visit(line)
    if _asks_about_it(turn, line, said):
        return [AskQuestion(text=line.text.strip())]
    if says_the_verb(turn, line):
        return [Affirm()]
    if phrase("closed.changes", line.locale).search(line.folded):
        changed = said if any(one.slot == "time" for one in said) else said + _bare_times(line)
        return in_order(changed) if changed else [Deny()]
    if says("cancel_task", line.folded, line.locale) and not _PLAIN_NO.match(line.folded):
        asked_back = turn.active_task == "cancel_appointment" and re.search(r"\bcancel", line.folded)
        return [Affirm()] if asked_back else [CancelTask()]
    answer = read_yes_no(line.text, line.locale)
    if line.corrected_phone and (answer is None or answer.kind == "no"):
        return [*([Deny()] if answer else []), SetSlot(slot="phone", value=line.corrected_phone.value)]
    if answer is None and not said and phrase("closed.hour_said", line.locale).match(line.folded):
        said = _bare_times(line)
    if answer is None:
        if mentions("other", line.folded, line.locale) and not _asks(line.folded):
            if begins_elsewhere(read_open(line.text)):
                return None
            return [OtherOptions(), *in_order(said)]
        if not said:
            return _told_act(
                reading,
                {
                    "affirm": (Affirm(), _AFFIRM),
                    "deny": (Deny(), _DENY),
                    "other_options": (OtherOptions(), _OTHER),
                },
            )
        opened = read_open(line.text)
        if any(isinstance(command, StartTask) for command in opened) or (
            _asks(line.folded) and not _availability(line)
        ):
            return None
        return [Affirm()] if _told_already(said, turn) else in_order(said)
    return (
        _yes(turn, line, answer, said, read_open)
        if answer.kind == "yes"
        else _no(line, answer, said, read_open)
    )


_PLAIN_NO = re.compile(r"[\s,.]*(?:no|nope|i changed my mind|i do ?n'?t want (?:that|it|this))[\s,.!]*$")


def _yes(
    turn: TurnContext, line: Line, answer: Answer, said: list[Said], read_open: OpenReader
) -> list[Command] | None:
    if not answer.rest:
        return [Unclear()] if answer.but else [Affirm()]
    rest = fold(answer.rest)
    if mentions("cancel_task", rest, line.locale) and says("cancel_task", rest, line.locale):
        return [Affirm()] if turn.active_task == "cancel_appointment" else [CancelTask()]
    later = [one for one in said if one.start >= answer.rest_at] or _hour_after(answer, line)
    if answer.but and not later and mentions("other", rest, line.locale):
        return [OtherOptions()]
    asks_further = answer.rest.rstrip().endswith("?") and _asks(rest) and not _wishes(answer.rest, line)
    if asks_further and not answer.but and (not later or _told_already(later, turn)):
        asked = [c for c in read_open(answer.rest) if not isinstance(c, SetSlot | Unclear)]
        return [Affirm(), *(asked or [AskQuestion(text=answer.rest)])]
    opened = read_open(answer.rest)
    further = [command for command in opened if not isinstance(command, SetSlot | Unclear | Affirm)]
    if phrase("closed.change", line.locale).match(rest):
        return in_order(later) or [OtherOptions()]
    if any(isinstance(command, StartTask) for command in further) or (
        further and _asks(rest) and not _availability(line)
    ):
        return [Affirm(), *[c for c in opened if not isinstance(c, Unclear)]] if further else [Affirm()]
    if later and not _told_already(later, turn):
        return in_order(later)
    if mentions("other", rest, line.locale):
        return [OtherOptions()]
    if answer.but and not further and not later:
        return [Unclear()]
    return [Affirm(), *further]


def _hour_after(answer: Answer, line: Line) -> list[Said]:
    """ "No, not 9, 10" and "ok, but 10": a lone hour behind the yes or no."""
    if not phrase("closed.hour_said", line.locale).match(fold(answer.rest)):
        return []
    at = answer.rest_at
    return [
        replace(one, start=at + one.start, end=at + one.end) for one in _bare_times(line.part(answer.rest))
    ]


def _wishes(text: str, line: Line) -> bool:
    return _availability(Line(text, line.locale, line.today, line.vocabulary, None, line.region))


def _no(line: Line, answer: Answer, said: list[Said], read_open: OpenReader) -> list[Command] | None:
    if not answer.rest:
        return [Deny()]
    rest = fold(answer.rest)
    if says("cancel_task", rest, line.locale):
        return [CancelTask()]
    later = [one for one in said if one.start >= answer.rest_at] or _hour_after(answer, line)
    if later:
        return [Deny(), *in_order(later)]
    if mentions("other", rest, line.locale):
        return [Deny(), OtherOptions()]
    opened = [c for c in read_open(answer.rest) if not isinstance(c, Unclear | Deny | SmallTalk)]
    return [Deny(), *opened]


def read_choice(
    turn: TurnContext, line: Line, reading: Reading, read_open: OpenReader
) -> list[Command] | None:
    options = turn.expects.options
    if gives_up(line):
        return [CancelTask()]
    if leaves := parting(line) or declines(turn, line):
        return leaves
    if asked := asked_first(line):
        return asked
    if other := _the_other_of_two(turn, line, reading, read_open):
        return other
    taken = _takes_the_only_one(turn, line, read_open)
    if taken:
        return taken
    answer = read_yes_no(line.text, line.locale)
    position = by_position(line.text, line.locale, len(options)) if answer and options else None
    if position is not None and answer and answer.kind == "yes" and not line.times:
        return [Choose(index=position), *_questions(read_open, line.text)]
    text = answer.rest if answer and answer.rest else line.text
    reply = line.part(text)
    said = visit(reply)
    # "no, the second one": the pick counts, not the no.
    named = [one.value for one in said if one.slot in ("clinician", "site") and one.value != "any"]
    if any(says("no_preference", one.folded, line.locale) for one in (line, reply)) or (
        options and phrase("closed.superlative_first", line.locale).search(reply.folded)
    ):
        return [Choose(index=0)]
    if options and phrase("closed.superlative_last", line.locale).search(reply.folded):
        return [Choose(index=len(options) - 1)]
    times = reply.times
    if options and not times and by_position(text, line.locale, len(options)) is None:
        times = [Found(one.start, one.end, one.value) for one in _bare_times(reply)]
    picked = pick(text, options, line.today, line.locale, reply.dates, times, named) if options else None
    if picked and picked.fitting and (which := _extreme(reply, picked.fitting)) is not None:
        return [Choose(index=which)]
    if mentions("other", reply.folded, line.locale) and not (picked and picked.by_position):
        return [OtherOptions(), *in_order([one for one in said if one.value != "any"])]
    if picked and not picked.by_position and not answer and _asks_for_another(line, reading):
        return [OtherOptions(), *in_order(said)]
    if picked and len(picked.fitting) == 1 and (answer is None or answer.kind == "yes" or answer.rest):
        return [Choose(index=picked.fitting[0]), *_questions(read_open, text)]
    if answer and answer.kind == "yes" and not answer.but and not _goes_on_booking(reply, said):
        return _bare(turn, answer, read_open)
    if said:
        if _asks_for_another(line, reading):
            return [OtherOptions(), *in_order(said)]
        opened = read_open(line.text)
        started = any(isinstance(command, StartTask) for command in opened)
        return None if started else in_order(said)
    if picked and picked.fitting and not answer:
        return [Unclear()]
    if answer is None and _asks_for_another(line, reading):
        return [OtherOptions(), *in_order(said)]
    if answer is None:
        one: Command = Choose(index=0) if len(options) == 1 else Affirm()
        return _told_act(
            reading,
            {
                "affirm": (one, _AFFIRM - 0.15),
                "deny": (Deny(), _DENY),
                "no_preference": (Choose(index=0), _OTHER),
                "other_options": (OtherOptions(), _OTHER),
            },
        )
    return _bare(turn, answer, read_open)


def _the_other_of_two(
    turn: TurnContext, line: Line, reading: Reading, read_open: OpenReader
) -> list[Command] | None:
    """ "Not the 8:20, the other one", of two that were offered."""
    turns = phrase("closed.the_other", line.locale).fullmatch(line.folded.strip(" .!,"))
    if not turns or len(turn.expects.options) != 2:
        return None
    at = line.folded.find(turns["not"])
    left = read_choice(turn, line.part(line.text[at : at + len(turns["not"])]), reading, read_open)
    return [Choose(index=1 - left[0].index)] if left and isinstance(left[0], Choose) else None


def _goes_on_booking(reply: Line, said: list[Said]) -> bool:
    """ "Sounds good, can you book it for the 5th?" is a wish, "sounds good, how is the weather then?" none."""
    return bool(said) and (
        bool(phrase("closed.booking", reply.locale).search(reply.folded)) or not _asks(reply.folded)
    )


def _asks_for_another(line: Line, reading: Reading) -> bool:
    """ "Can you find me one in Oakland?" after an offer: the name it shares with the offer is no pick."""
    if phrase("closed.another", line.locale).search(line.folded):
        return True
    if len(line.text.split()) < 4:
        return False
    label, likely = reading.best()
    return label == "other_options" and likely >= _ASKS_ON


def _takes_the_only_one(turn: TurnContext, line: Line, read_open: OpenReader) -> list[Command] | None:
    """Praise of the only offer takes it ("sounds great", "I'll go with them"), also before a question."""
    head, _, rest = line.text.strip().partition(". ")
    if len(turn.expects.options) != 1 or (rest and not _asks(fold(rest))):
        return None
    if rest and mentions("other", fold(rest), line.locale):
        return None  # "Okay. Anyone else?"
    first = line.part(head)
    answer = read_yes_no(head, line.locale)
    agreed = (answer is not None and answer.kind == "yes" and not answer.rest and bool(rest)) or (
        phrase("closed.praise", line.locale).fullmatch(first.folded.strip(" .!,")) is not None
    )
    if not agreed or first.dates or first.times:
        return None
    if not rest:
        return [Choose(index=0)]
    return [Choose(index=0), *in_order(visit(line.part(rest))), *_questions(read_open, rest)]


def _extreme(reply: Line, fitting: tuple[int, ...]) -> int | None:
    """ "The later one on Monday": the last of those that fit the day; options stand in the order of time."""
    if not reply.dates:
        return None
    if phrase("closed.later_one", reply.locale).search(reply.folded):
        return fitting[-1]
    return fitting[0] if phrase("closed.earlier_one", reply.locale).search(reply.folded) else None


def _bare(turn: TurnContext, answer: Answer, read_open: OpenReader) -> list[Command]:
    opened = (
        [c for c in read_open(answer.rest) if not isinstance(c, Unclear | SetSlot)] if answer.rest else []
    )
    if answer.kind == "no":
        return (
            [CancelTask()]
            if answer.rest and any(isinstance(c, CancelTask) for c in opened)
            else [Deny(), *opened]
        )
    if any(isinstance(c, CancelTask) for c in opened):
        return [CancelTask()]
    return [Choose(index=0) if len(turn.expects.options) == 1 else Affirm(), *opened]


def _questions(read_open: OpenReader, text: str) -> list[Command]:
    """Questions asked beside a pick ("the second one, and where do I park?")."""
    if not _asks(fold(text)):
        return []
    return [c for c in read_open(text) if c.command in ("ask_question", "request_human")]


_ASKS = re.compile(
    r"\?|\b(?:where|what|how|who|do i need|do you (?:take|accept)|donde|que|cuanto|como|aceptan)\b"
)


def _asks(folded: str) -> bool:
    return _ASKS.search(folded) is not None


def _availability(line: Line) -> bool:
    """ "Do you have anything on Tuesday?" wishes for a day, it asks nothing else."""
    return bool(phrase("closed.available", line.locale).search(line.folded))
