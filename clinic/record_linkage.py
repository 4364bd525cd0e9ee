"""How well what a caller says of a person fits a record: evidence by field, weighed and graded as FHIR `$match` does.

Record linkage after Fellegi and Sunter (1969): each field agrees on some level, each level weighs log2(m/u) bits,
where m is how often it is seen between a caller and their own record, u between a caller and another's. Weights and
thresholds are data (record_linkage.yaml), found and tried by `evals.identification`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Literal, get_args

import yaml
from rapidfuzz.distance import OSA, JaroWinkler

from clinic.birthdays import BirthdayMatch, compare_birthdays
from clinic.models import Value
from clinic.name_sounds import same_ending, sounds_alike
from clinic.names import NameMatch, compare_family_names, compare_given_names, fold, name_words
from clinic.phones import PhoneMatch, compare_phones

GivenMatch = Literal["exact", "short_form", "sound", "close", "begun", "sibling", "different", "unknown"]
"""begun: an initial, the beginning of a name, one of several names; sibling: differs as names of brothers and sisters do
(Luis and Luisa, María José and María Ana)."""
FamilyMatch = Literal["exact", "part", "sound", "close", "different"]
"""part: one of several surnames, or a suffix or particle left out."""
PostalMatch = Literal["same", "different", "unknown"]
_BEGUN = 3
"""Letters: a longer beginning of a name is a name ("Luis", "Luisa")."""
_CLOSE = 0.88
"""Jaro-Winkler similarity from which a spelling may be a slip of another."""
_WEIGHTS_FILE = Path(__file__).with_name("record_linkage.yaml")


class Grade(IntEnum):
    """FHIR's match-grade (http://terminology.hl7.org/CodeSystem/match-grade). Only CERTAIN may be acted upon."""

    CERTAINLY_NOT = 0
    POSSIBLE = 1
    PROBABLE = 2
    CERTAIN = 3


class Particulars(Value):
    """What is known of a person, as told by a caller. `phone` is E.164."""

    last_name: str
    birth_date: date
    first_name: str = ""
    phone: str | None = None
    postal_code: str = ""


class OnFile(Value):
    """The same as records hold it: all names as (first, last), all numbers in E.164, all postal codes."""

    names: tuple[tuple[str, str], ...]
    birth_date: date
    phones: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """On which level each field of a caller's particulars agrees with a record."""

    given: GivenMatch
    family: FamilyMatch
    birthday: BirthdayMatch
    phone: PhoneMatch
    postal: PostalMatch


@dataclass(frozen=True)
class Weights:
    """Bits by field and level, and what a sum of them means. `margin`: how far the runner-up has to be behind."""

    bits: dict[str, dict[str, float]]
    certain: float
    probable: float
    possible: float
    margin: float

    def score(self, evidence: Evidence) -> float:
        """The sum of the fields' weights, in bits."""
        return sum(levels[getattr(evidence, field)] for field, levels in self.bits.items())

    def grade(self, evidence: Evidence) -> Grade:
        """A name or birthday that differs can never be outweighed: twins and namesakes share all the rest.

        A name that is only roughly right needs the phone on file beside it.
        """
        score = self.score(evidence)
        if evidence.family == "different" or score < self.possible:
            return Grade.CERTAINLY_NOT
        if "different" in (evidence.given, evidence.birthday):
            return Grade.CERTAINLY_NOT if evidence.phone != "on_file" else Grade.POSSIBLE
        roughly = evidence.given in ("begun", "close", "sound", "unknown") or evidence.family == "close"
        if score < self.probable or evidence.given == "sibling" or (roughly and evidence.phone != "on_file"):
            return Grade.POSSIBLE
        return Grade.CERTAIN if score >= self.certain else Grade.PROBABLE


def compare(told: Particulars, on_file: OnFile) -> Evidence:
    """The evidence of the name on file that fits best, with birthday, phone and postal code."""
    given, family = max(
        (
            (compare_given(told.first_name, first), compare_family(told.last_name, last))
            for first, last in on_file.names
        ),
        key=lambda pair: name_score(*pair),
    )
    return Evidence(
        given=given,
        family=family,
        birthday=compare_birthdays(told.birth_date, on_file.birth_date),
        phone=compare_phones(told.phone, on_file.phones),
        postal=compare_postal_codes(told.postal_code, on_file.postal_codes),
    )


def compare_given(told: str, on_file: str) -> GivenMatch:
    """Given names. A record without one (a maiden name often is) says nothing against the name told."""
    words, filed = name_words(told), name_words(on_file)
    if not words or not filed:
        return "unknown"
    if fold(told).replace(" ", "") == fold(on_file).replace(" ", ""):
        return "exact"
    if not all(map(_begins, words[1:], filed[1:])):
        return "sibling"
    if compare_given_names(told, on_file) is NameMatch.SAME:
        return "short_form"
    if sounds_alike(words[0], filed[0]) and words[0].startswith("h") == filed[0].startswith("h"):
        return "sound"  # but Hannah is not Anna, though an h is mute in Spanish
    is_begun = len(words[0]) <= _BEGUN and filed[0].startswith(words[0])
    if words[0] in filed or filed[0] in words or is_begun:
        return "begun"
    if not _one_slip(words[0], filed[0]):
        return "different"
    exchanged = sorted(words[0]) == sorted(filed[0])
    return "close" if exchanged or same_ending(words[0], filed[0]) else "sibling"


def compare_family(told: str, on_file: str) -> FamilyMatch:
    """Family names, each word of the one against each word of the other."""
    words, filed = name_words(told), name_words(on_file)
    if fold(told).replace(" ", "") == fold(on_file).replace(" ", "") or (words and words == filed):
        return "exact"
    if compare_family_names(told, on_file) is NameMatch.SAME:
        return "part"
    if len(words) == len(filed) and all(map(sounds_alike, words, filed)):
        return "sound"
    pairs = list(product(words, filed))
    if any(sounds_alike(one, other) or _one_slip(one, other) for one, other in pairs):
        return "close"
    return "different"


def _begins(one: str, other: str) -> bool:
    """The same, or an initial of it."""
    return one.startswith(other) or other.startswith(one)


def compare_postal_codes(told: str, on_file: Collection[str]) -> PostalMatch:
    """US codes may be told without their last four digits."""
    if not told or not on_file:
        return "unknown"
    one = told.replace(" ", "").upper()[:5]
    return "same" if one in {each.replace(" ", "").upper()[:5] for each in on_file} else "different"


def name_score(given: GivenMatch, family: FamilyMatch) -> float:
    """Bits of a name alone."""
    bits = weights().bits
    return bits["given"][given] + bits["family"][family]


@cache
def weights() -> Weights:
    """As record_linkage.yaml states them. Raises ValueError when a level has no weight."""
    stated = yaml.safe_load(_WEIGHTS_FILE.read_text(encoding="utf-8"))
    known = {"given": GivenMatch, "family": FamilyMatch, "birthday": BirthdayMatch, "phone": PhoneMatch}
    for field, levels in (known | {"postal": PostalMatch}).items():
        if set(stated["bits"][field]) != set(get_args(levels)):
            raise ValueError(f"record_linkage.yaml: {field} needs exactly {', '.join(get_args(levels))}")
    return Weights(stated["bits"], **stated["thresholds"])


def _one_slip(one: str, other: str) -> bool:
    """A letter too many, missing, wrong or exchanged; or spellings that are alike by and large.

    The first letter is hardly ever a slip: Ella is not Stella.
    """
    if one[0] != other[0] or min(len(one), len(other)) < 3:
        return False
    near = OSA.distance(one, other) == 1 and min(len(one), len(other)) > 3
    return near or JaroWinkler.similarity(one, other) >= _CLOSE
