"""heard.*: lines as a speech recognizer heard them, with a tenth of the words wrong.

- red_flag, benign: as in redflags.
- turn: `heard.replies` are yes, no and choice, judged as in sgd_appointments; the file names labels and the prompt but
  not its acts, so a line labelled affirm or negate answers a yes/no question, one labelled select an offer.
- dob, phone, spelled_name: too much may be lost. Right is the value that was said, or no value (it asks again); another
  value is a guess. This counts among `heard.replies` too, for the aim covers both; `heard.acts` and `heard.guessed`
  show them apart.
- opening: whole scenarios, not judged here.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from agents.understanding.context import Expectation, Interpretation
from evals.understanding.booking_dialogues import consented, negated
from evals.understanding.identity_lines import QUESTIONS, SPOKEN, spoken_right
from evals.understanding.marks import Mark, Probe, Row, kinds, right, slots, told, wrong
from evals.understanding.red_flags import urgency_marks
from evals.understanding.turns import MONDAY, NOTHING, YES_OR_NO, asked_for, turn


def probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        if row["kind"] == "opening":
            continue
        slot = SPOKEN.get(row["kind"])
        previous, expects = row.get("prev_system"), NOTHING
        if slot:
            previous, expects = QUESTIONS[slot], asked_for(slot)
        elif row["kind"] == "turn":
            expects = _expected(set(row["want"]["labels"]), previous)
        day = row.get("reference_date")
        yield Probe(
            id=row["id"],
            tags=(row["kind"], row["voice"]),
            turn=turn(
                row["heard"],
                at=f"{day}T09:00:00" if day else MONDAY,
                previous=previous,
                expects=expects,
                task="book" if row["kind"] == "turn" and previous else None,
            ),
            judge=partial(judge, row),
        )


def _expected(labels: set[str], previous: str | None) -> Expectation:
    if labels & {"affirm", "negate"}:
        return YES_OR_NO
    if labels & {"select", "request_alternatives"} and previous:
        return Expectation(kind="choose", options=(previous,))
    return NOTHING


def judge(row: Row, understood: Interpretation) -> list[Mark]:
    if row["kind"] in ("red_flag", "benign"):
        return urgency_marks("heard", row["kind"], f"said: {row['text']}", understood)
    if row["kind"] == "turn":
        return _judge_reply(row, understood)
    return _judge_value(row, understood)


def _judge_reply(row: Row, understood: Interpretation) -> list[Mark]:
    labels, found = set(row["want"]["labels"]), kinds(understood)
    if labels & {"affirm", "select"}:
        hit = consented(labels, understood)
    elif "negate" in labels:
        hit = negated(
            found, "nothing_more" if "thank" in labels or "goodbye" in labels else "rejects_confirmation"
        )
    else:
        return []
    act = next(label for label in ("affirm", "negate", "select") if label in labels)
    shown: Any = {"expected": act, "actual": told(understood), "why": f"said: {row['text']}"}
    return [right(measure, hit, **shown) for measure in ("heard.replies", "heard.acts")]


def _judge_value(row: Row, understood: Interpretation) -> list[Mark]:
    value_set = slots(understood).get(SPOKEN[row["kind"]], [])
    ok = spoken_right(row["kind"], row["want"], understood)
    shown = {"expected": row["want"], "actual": told(understood), "why": f"said: {row['text']}"}
    return [
        right("heard.replies", ok or not value_set, **shown),
        right("heard.values", ok, **shown),
        wrong("heard.guessed", bool(value_set) and not ok, **shown),
    ]
