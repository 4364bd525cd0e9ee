"""sgd_appointments.*: a patient's line in a booking dialogue, given what the assistant said just before.

What the prompt expects follows from the acts before: `confirm`, `offer_booking`, `req_more` and an offer of another time
after a failure ask for yes or no; an offer of a clinician is a choice of one option, and still is one after the assistant
has answered a question about it; `request` asks for the slot it names. Lines after another service are left out, for what
they refer to is not known. The day is Friday 2019-03-01. `affirm_said` and `choose_said` ask for the bare act;
they have no aim.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from agents.understanding.context import Expectation, Interpretation, Vocabulary
from evals.understanding.date_values import same_day, same_time
from evals.understanding.marks import Mark, Probe, Row, kinds, right, slots, tasks, told
from evals.understanding.turns import NOTHING, YES_OR_NO, asked_for, turn

CONSENT = {"affirm", "choose"}
FRIDAY = "2019-03-01T09:00:00"
YES_NO_ACTS = {"confirm", "offer_booking", "req_more"}
ASKED = {
    "date": "date",
    "time": "time",
    "provider": "clinician",
    "city": "site",
    "provider_type": "specialty",
}
SURE_OF_HALF = ("am", "a.m", "pm", "p.m", "morning", "afternoon", "evening", "noon", "night")


def probes(rows: Iterable[Row]) -> Iterable[Probe]:
    standing: dict[str, str] = {}
    for row in rows:
        acts = {act[0] for act in row["prev_system_acts"]}
        if "other_service" in acts:
            continue
        offer = _standing_offer(row, acts, standing)
        provider = [act[2] for act in row["prev_system_acts"] if act[1:2] == ["provider"] and len(act) > 2]
        yield Probe(
            id=f"{row['dialogue_id']}#{row['turn']}",
            tags=(row["service"],),
            turn=turn(
                row["user"],
                at=FRIDAY,
                previous=row["prev_system"],
                expects=expectation(row["prev_system_acts"], offer),
                task="book" if row["prev_system"] else None,
                vocabulary=Vocabulary(clinicians=tuple(provider)),
            ),
            judge=partial(judge, row),
        )


def expectation(acts: list[list[str]], standing_offer: str | None) -> Expectation:
    """What the assistant's acts ask for; `standing_offer` is the clinician offered and not yet answered."""
    names = {act[0] for act in acts}
    if names & YES_NO_ACTS or {"offer", "notify_failure"} <= names:
        return YES_OR_NO
    if standing_offer and names & {"offer", "inform"}:
        return Expectation(kind="choose", options=(standing_offer,))
    asked = [ASKED[act[1]] for act in acts if act[0] == "request" and act[1:2] and act[1] in ASKED]
    return asked_for(asked[0]) if asked else NOTHING


def _standing_offer(row: Row, acts: set[str], standing: dict[str, str]) -> str | None:
    dialogue = row["dialogue_id"]
    if "offer" in acts and "notify_failure" not in acts:
        offered = [act[2] for act in row["prev_system_acts"] if act[0] == "offer" and len(act) > 2]
        standing[dialogue] = ", ".join(offered)
    elif acts - {"inform"}:
        standing.pop(dialogue, None)
    return standing.get(dialogue)


def judge(row: Row, understood: Interpretation) -> list[Mark]:
    labels, acts = set(row["labels"]), {act[0] for act in row["prev_system_acts"]}
    asked_yes_no = bool(acts & YES_NO_ACTS) or {"offer", "notify_failure"} <= acts
    found = kinds(understood)
    hits: dict[str, bool] = {}
    if "affirm" in labels and asked_yes_no:
        hits["affirm"] = consented(labels, understood)
        hits["affirm_said"] = bool(found & CONSENT) and "deny" not in found
    if "negate" in labels and asked_yes_no:
        hits["negate"] = negated(found, row.get("negate_kind"))
    if "select" in labels:
        hits["choose"] = consented(labels, understood)
        hits["choose_said"] = bool(found & CONSENT) and "deny" not in found
    if "request_alternatives" in labels:
        narrowed = any(label.startswith("inform_") for label in labels) and bool(found & {"set_slot", "deny"})
        hits["others"] = ("other_options" in found or narrowed) and not found & CONSENT
    marks = [_mark(row, name, hit, name, understood) for name, hit in hits.items()]
    return marks + _value_marks(row, understood)


def consented(labels: set[str], understood: Interpretation) -> bool:
    """Yes, or a choice of the one offer. A patient who goes on to book it (a task, a day, a time) consents as well."""
    going_on = "book" in tasks(understood) or bool(slots(understood).keys() & {"date", "time"})
    said = bool(kinds(understood) & CONSENT) or ("start_booking" in labels and going_on)
    return said and "deny" not in kinds(understood)


def negated(found: set[str], kind: str | None) -> bool:
    """A no, and never a yes. A changed value is a no to a read-back; thanks or goodbye one to "anything else?"."""
    others = {
        "rejects_confirmation": {"cancel_task", "set_slot", "other_options"},
        "declines_booking_offer": {"cancel_task"},
        "rejects_offer": {"cancel_task", "other_options", "set_slot"},
        "nothing_more": {"cancel_task", "small_talk"},
    }
    return bool(found & ({"deny"} | others.get(kind or "", set()))) and not found & CONSENT


def _value_marks(row: Row, understood: Interpretation) -> list[Mark]:
    found = slots(understood)
    marks = []
    for slot in ("date", "time"):
        informed = row["inform"].get(slot)
        if not informed or informed["value"] in (None, "dontcare"):
            continue
        meant = informed["value"]
        if slot == "date":
            ok = any(same_day(value, meant) for value in found.get("date", []))
        else:
            either = not any(word in informed["text"].casefold() for word in SURE_OF_HALF)
            ok = any(same_time(value, meant, either_half=either) for value in found.get("time", []))
        why = f"{slot}: {informed['text']}"
        marks += [_mark(row, name, ok, meant, understood, why) for name in ("values", slot)]
    return marks


def _mark(
    row: Row, name: str, hit: bool, expected: Any, understood: Interpretation, why: str | None = None
) -> Mark:
    act = "" if why or name.endswith("_said") else name
    got = told(understood)
    return right(
        f"sgd_appointments.{name}",
        hit,
        expected=expected,
        actual=got,
        why=why or f"{'/'.join(row['labels'])} {row.get('negate_kind') or ''}".strip(),
        label=act,
        got=""
        if not act
        else "right"
        if hit
        else (understood.commands[0].command if understood.commands else "nothing"),
    )
