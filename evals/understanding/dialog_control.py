"""dialog_control.*: yes, no, again, stop, are you a robot, a language and the like, and lines out of scope.

`KNOWN` are the kinds that a front desk knows; each says what the last prompt expected and which commands are a right
reading of it. The other kinds are about calendars, restaurants, household bills and the weather of other assistants: what
a clinic should make of "my engine light came on" is nobody's to say, so they are left out, save out_of_scope.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from agents.understanding.commands import SmallTalk, SwitchLanguage
from agents.understanding.context import Expectation, Interpretation
from evals.understanding.marks import Mark, Probe, Row, kinds, right, slots, tasks, told
from evals.understanding.turns import NOTHING, YES_OR_NO, turn

TWO = Expectation(kind="choose", options=("Tue, Mar 3, 9:20 AM", "Wed, Mar 4, 10:00 AM"))
CONSENT = {"affirm", "choose"}
ACTS = CONSENT | {"start_task", "cancel_task", "emergency"}
"""What sets something going, or stops it."""
PROMPTS = {
    "confirm": "Shall I book Tuesday, March 3 at 9:20 AM?",
    "choose": "Which of these would you like?",
    "none": None,
}


@dataclass(frozen=True)
class Kind:
    """`right_reading` is told the line and what was understood."""

    expects: Expectation
    right_reading: Callable[[str, Interpretation], bool]


def _one_of(*wanted: str, without: Iterable[str] = ()) -> Callable[[str, Interpretation], bool]:
    return lambda _, understood: (
        bool(kinds(understood) & set(wanted)) and not kinds(understood) & set(without)
    )


def _none_of(*unwanted: str) -> Callable[[str, Interpretation], bool]:
    return lambda _, understood: not kinds(understood) & set(unwanted)


def _small_talk(*wanted: str, or_one_of: Iterable[str] = ()) -> Callable[[str, Interpretation], bool]:
    def reading(_: str, understood: Interpretation) -> bool:
        said = {command.kind for command in understood.commands if isinstance(command, SmallTalk)}
        return bool(said & set(wanted) or kinds(understood) & set(or_one_of)) and not kinds(understood) & ACTS

    return reading


def _task(*wanted: str) -> Callable[[str, Interpretation], bool]:
    return lambda _, understood: bool(tasks(understood)) and tasks(understood) <= set(wanted)


def _does_not_matter(_: str, understood: Interpretation) -> bool:
    any_value = any("any" in values for values in slots(understood).values())
    return bool(kinds(understood) & CONSENT or any_value) and "deny" not in kinds(understood)


def language_right(text: str, understood: Interpretation) -> bool:
    """English and Spanish are switched to; for other languages, or none named, nothing else may be set going."""
    switched = {command.language for command in understood.commands if isinstance(command, SwitchLanguage)}
    folded = text.casefold()
    named = {
        code
        for code, names in (("es", ("spanish", "español")), ("en", ("english", "inglés")))
        if any(n in folded for n in names)
    }
    if named:
        return bool(switched & named)
    return not switched and not kinds(understood) & ACTS


NO = _one_of("deny", "cancel_task", without=CONSENT)
KNOWN: dict[str, Kind] = {
    "affirm": Kind(YES_OR_NO, _one_of("affirm", without=("deny",))),
    "negate": Kind(YES_OR_NO, NO),
    "negate_correct": Kind(YES_OR_NO, NO),
    "unsure": Kind(YES_OR_NO, _none_of(*ACTS, "deny")),
    "dontcare": Kind(TWO, _does_not_matter),
    "repeat": Kind(NOTHING, _one_of("repeat", without=ACTS)),
    "ask_explain": Kind(NOTHING, _one_of("repeat", "ask_question", without=ACTS)),
    "ask_confirm_understanding": Kind(NOTHING, _one_of("repeat", "ask_question", without=ACTS)),
    "stop_undo": Kind(
        NOTHING,
        lambda text, got: (
            _one_of("cancel_task", without=CONSENT)(text, got) or _small_talk("goodbye")(text, got)
        ),
    ),
    "ask_if_bot": Kind(NOTHING, _small_talk("other", or_one_of=("ask_question",))),
    "ask_capabilities": Kind(NOTHING, _small_talk("other", or_one_of=("ask_question",))),
    "change_language": Kind(NOTHING, language_right),
    "change_speed": Kind(NOTHING, _small_talk("other", or_one_of=("repeat", "ask_question"))),
    "greeting": Kind(NOTHING, _small_talk("greeting", "other")),
    "goodbye": Kind(NOTHING, _small_talk("goodbye", "thanks", "other")),
    "thank": Kind(NOTHING, _small_talk("thanks", "goodbye")),
    "cancel_booking": Kind(NOTHING, _task("cancel_appointment")),
    "confirm_booking": Kind(NOTHING, _task("confirm_appointment", "appointment_info")),
    "out_of_scope": Kind(NOTHING, _none_of("start_task", "emergency", "affirm", "choose")),
}


def probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        kind = KNOWN.get(row["label"])
        if kind is None:
            continue
        under_way = row["label"] not in ("greeting", "cancel_booking", "confirm_booking", "out_of_scope")
        yield Probe(
            id=row["id"],
            tags=(row["label"],),
            turn=turn(
                row["text"],
                previous=PROMPTS[kind.expects.kind],
                expects=kind.expects,
                task="book" if under_way else None,
            ),
            judge=partial(judge, row),
        )


def judge(row: Row, understood: Interpretation) -> list[Mark]:
    hit = KNOWN[row["label"]].right_reading(row["text"], understood)
    got = "right" if hit else told(understood)[0] if understood.commands else "nothing"
    shown = {"expected": row["label"], "actual": told(understood), "why": row["label"]}
    return [
        right("dialog_control.known", hit, label=row["label"], got=got.partition("=")[0], **shown),
        right(f"dialog_control.{row['label']}", hit, **shown),
    ]
