"""Labelled pairs: what a caller says, and who that is: somebody on file, one who cannot be told, or a stranger."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clinic.birthdays import compare_birthdays
from clinic.names import fold
from clinic.record_linkage import Particulars
from evals.identification import slips
from evals.identification.population import POSTAL_CODES, Resident

Label = Literal["somebody", "unclear", "stranger"]
"""somebody: has to be found; unclear: what is told fits several, or too little of it is right; stranger: not on file."""
_GIVEN = (slips.short_form, slips.without_accents, slips.misheard, slips.mistyped, slips.one_word)
_ROUGH = frozenset({"given misheard", "given mistyped", "family misheard", "family mistyped", "initial"})
"""Slips after which a name alone is not enough."""
_FAMILY = (slips.without_accents, slips.misheard, slips.mistyped, slips.one_word)


@dataclass(frozen=True)
class Pair:
    """One caller. `person` is who it is, on file or not; `slips` names what went wrong."""

    id: str
    told: Particulars
    person: Resident
    label: Label
    slips: tuple[str, ...]


def split(residents: Sequence[Resident], seed: int) -> tuple[list[Resident], list[Resident]]:
    """Those on file, and one in ten who are not: relatives and namesakes of the others among them."""
    chance = random.Random(f"on file {seed}")
    on_file: list[Resident] = []
    strangers: list[Resident] = []
    for each in residents:
        (strangers if chance.random() < 0.1 else on_file).append(each)
    return on_file, strangers


def pairs(on_file: Sequence[Resident], strangers: Sequence[Resident], count: int, seed: int) -> list[Pair]:
    """`count` callers: twins and namesakes more often than in life, one in eight a stranger."""
    chance = random.Random(f"pairs {seed}")
    twins = {each.twin_of for each in on_file} | {each.id for each in on_file if each.twin_of}
    hard = [each for each in on_file if each.id in twins]
    made = []
    for number in range(count):
        is_stranger = bool(strangers) and chance.random() < 0.125
        from_ = strangers if is_stranger else hard if hard and chance.random() < 0.1 else on_file
        person = chance.choice(from_)
        told, done = _told(chance, person)
        label: Label = "stranger" if is_stranger else _label(told, person, done, on_file)
        made.append(Pair(f"{seed}-{number}", told, person, label, done))
    return made


def _told(chance: random.Random, person: Resident) -> tuple[Particulars, tuple[str, ...]]:
    """Nothing wrong in four of ten, one slip in half of them, two in the rest."""
    first, last, born, phone = person.first_name, person.last_name, person.birth_date, person.phone
    done: list[str] = []
    for _ in range(chance.choices((0, 1, 2), (4, 5, 1))[0]):
        match chance.choices(
            ("given", "family", "birthday", "phone", "no phone", "initial"), (5, 5, 2, 3, 2, 1)
        )[0]:
            case "given":
                slip = chance.choice(_GIVEN)
                first = slip(chance, first)
                done.append(f"given {slip.__name__}")
            case "family":
                slip = chance.choice(_FAMILY)
                last = slip(chance, last)
                done.append(f"family {slip.__name__}")
            case "birthday":
                wrong = chance.choice((slips.day_and_month, lambda _, day: slips.one_digit(chance, day)))
                born = wrong(chance, born)
                done.append("birthday")
            case "phone" if phone:
                phone = (
                    slips.wrong_digit(chance, phone)
                    if chance.random() < 0.5
                    else f"+1212{chance.randrange(2200000, 9899999)}"
                )
                done.append("phone")
            case "no phone":
                phone = None
                done.append("no phone")
            case "initial":
                first = slips.initial(chance, first)
                done.append("initial")
    moved = chance.random() < 0.08
    postal_code = chance.choice(POSTAL_CODES) if moved else person.postal_code
    postal_code = postal_code if chance.random() < 0.3 else ""
    told = Particulars(
        last_name=last, birth_date=born, first_name=first, phone=phone, postal_code=postal_code
    )
    return told, tuple(done)


def _label(told: Particulars, person: Resident, done: tuple[str, ...], on_file: Sequence[Resident]) -> Label:
    phone_right = told.phone is not None and told.phone == person.phone
    birthday_right = told.birth_date == person.birth_date
    if not birthday_right and (
        not phone_right or compare_birthdays(told.birth_date, person.birth_date) == "different"
    ):
        return "unclear"
    if not phone_right and not _ROUGH.isdisjoint(done):
        return "unclear"
    return "unclear" if any(_fits_too(told, person, other) for other in on_file) else "somebody"


def _fits_too(told: Particulars, person: Resident, other: Resident) -> bool:
    """Whether what is told is as good for somebody else: of that birthday and surname, and the given name's beginning."""
    if other.id == person.id or told.birth_date != other.birth_date:
        return False
    if fold(other.last_name) != fold(person.last_name):
        return False
    if told.phone and (told.phone == person.phone) != (told.phone == other.phone):
        return False
    first, theirs = fold(told.first_name).split()[0], fold(other.first_name).split()[0]
    return theirs.startswith(first) and first != fold(person.first_name).split()[0]
