"""phones.*, spoken_identity.*, intake_slots.*: names, birthdays, phone numbers and codes as answers to their question.

- phones: the slot `phone` is the row's `e164`; where that is null no phone may be set, whatever else is.
- spoken_identity: dob -> `birth_date`, phone -> `phone`, spelled_name -> `last_name`, member_id -> `insurance`. Names
  and codes are compared by their letters and digits, names in any case.
- intake_slots: of its kinds a front desk asks for `name`, `phone` and `email`. Its lines lost their punctuation and its
  numbers are made up, so phones count where they could exist in the US; no aim is set on these.
"""

from collections.abc import Callable, Iterable
from functools import partial

import phonenumbers

from agents.understanding.context import Interpretation
from evals.understanding.marks import Mark, Probe, Row, right, slots, told
from evals.understanding.turns import MONDAY, asked_for, turn

QUESTIONS = {
    "birth_date": "What is your date of birth?",
    "phone": "What is your phone number?",
    "last_name": "What is your last name? Please spell it.",
    "first_name": "What is your name?",
    "insurance": "What is your insurance member number?",
    "email": "What is your e-mail address?",
}
SPOKEN = {"dob": "birth_date", "phone": "phone", "spelled_name": "last_name", "member_id": "insurance"}


def phone_probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        yield _probe(row["id"], row["input"], "phone", "en", (row["kind"],), partial(judge_phone, row))


def spoken_probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        yield _probe(
            row["id"],
            row["text"],
            SPOKEN[row["kind"]],
            row["lang"],
            (row["lang"], row["kind"]),
            partial(judge_spoken, row),
            at=f"{row['reference_date']}T09:00:00",
        )


def intake_probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        for kind, slot in (("name", "first_name"), ("phone", "phone"), ("email", "email")):
            said = row["slots"].get(kind, ())
            if len(said) == 1 and (kind != "phone" or _could_exist(said[0])):
                name = f"{row['conversation']}:{row['turn']}:{kind}"
                yield _probe(name, row["text"], slot, "en", (kind,), partial(judge_intake, kind, said[0]))


def judge_phone(row: Row, understood: Interpretation) -> list[Mark]:
    found = slots(understood).get("phone", [])
    wanted = [row["e164"]] if row["e164"] else []
    return [
        right("phones.right", found == wanted, expected=row["e164"], actual=told(understood), why=row["kind"])
    ]


def judge_spoken(row: Row, understood: Interpretation) -> list[Mark]:
    ok = spoken_right(row["kind"], row["expected"], understood)
    return [
        right(measure, ok, expected=row["expected"], actual=told(understood), why=row["kind"])
        for measure in ("spoken_identity.right", f"spoken_identity.{row['kind']}")
    ]


def spoken_right(kind: str, expected: str, understood: Interpretation) -> bool:
    """Exactly one value of the slot asked for, and the right one."""
    values = slots(understood).get(SPOKEN[kind], [])
    if kind in ("spelled_name", "member_id"):
        return [_letters(value) for value in values] == [_letters(expected)]
    return values == [expected]


def judge_intake(kind: str, said: str, understood: Interpretation) -> list[Mark]:
    found = slots(understood)
    if kind == "name":
        full = " ".join(found.get("first_name", []) + found.get("last_name", []))
        ok = _letters(said) == _letters(full)
    elif kind == "phone":
        ok = [value[-10:] for value in found.get("phone", [])] == [_letters(said)[-10:]]
    else:
        ok = [_letters(value) for value in found.get("email", [])] == [_letters(said)]
    return [right(f"intake_slots.{kind}", ok, expected=said, actual=told(understood), why=kind)]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _could_exist(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        return False


def _probe(
    name: str,
    text: str,
    slot: str,
    lang: str,
    tags: tuple[str, ...],
    judge: Callable[[Interpretation], list[Mark]],
    at: str = MONDAY,
) -> Probe:
    return Probe(
        id=name,
        tags=tags,
        turn=turn(text, at=at, lang=lang, previous=QUESTIONS[slot], expects=asked_for(slot)),
        judge=judge,
    )
