"""Finds the weights and thresholds of record linkage on one town and writes clinic/record_linkage.yaml.

    python -m evals.identification.fit

Reported on another town (`frontdesk eval run identification`): what is fitted here is not what is measured there.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log2
from pathlib import Path
from typing import get_args

import clinic.record_linkage as linkage
from clinic.birthdays import BirthdayMatch, swapped
from clinic.phones import PhoneMatch
from clinic.record_linkage import (
    Evidence,
    FamilyMatch,
    GivenMatch,
    Grade,
    OnFile,
    Particulars,
    PostalMatch,
    Weights,
)
from evals.identification.pairs import Pair, pairs, split
from evals.identification.population import Resident, town

SEED, SIZE, PAIRS = 1, 4000, 3000
LEVELS = {
    "given": GivenMatch, "family": FamilyMatch, "birthday": BirthdayMatch, "phone": PhoneMatch, "postal": PostalMatch,
}  # fmt: skip
MOST = 14.0
"""Bits either way that one field may weigh: a level that was never seen is not proof."""
MARGIN, PROBABLE, POSSIBLE = 2.0, 4.0, 10.0
"""Bits: how far a runner-up has to be behind, and how far below `certain` the lower grades begin."""


def main() -> None:
    on_file, strangers = split(town(SIZE, SEED), SEED)
    made = pairs(on_file, strangers, PAIRS, SEED)
    bits = weigh(made, on_file)
    certain = lowest_safe(bits, made, on_file)
    thresholds = {
        "certain": certain,
        "probable": certain - PROBABLE,
        "possible": certain - POSSIBLE,
        "margin": MARGIN,
    }
    lines = [
        "# Weights of evidence in bits (log2 m/u) and what their sum means.",
        "# Written by `python -m evals.identification.fit`.",
        "bits:",
    ]
    lines += [f"  {field}: {_flow(levels)}" for field, levels in bits.items()]
    lines.append(f"thresholds: {_flow(thresholds)}")
    file = Path(linkage.__file__).with_name("record_linkage.yaml")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def weigh(made: Sequence[Pair], on_file: Sequence[Resident]) -> dict[str, dict[str, float]]:
    """log2 m/u of every level. u is taken over the caller and people on file at random."""
    chance = random.Random("others")
    same = [evidence_of(pair, pair.person) for pair in made if pair.label != "stranger"]
    other = [evidence_of(pair, each) for pair in made for each in chance.sample(list(on_file), 20)]
    bits: dict[str, dict[str, float]] = {}
    for field, levels in LEVELS.items():
        seen = Counter(getattr(each, field) for each in same)
        seen_other = Counter(getattr(each, field) for each in other)
        bits[field] = {
            level: _bits(seen[level] / len(same), seen_other[level] / len(other), len(same), len(other))
            for level in get_args(levels)
        }
        bits[field] |= {"unknown": 0.0} if "unknown" in bits[field] else {}
    return bits


def lowest_safe(
    bits: dict[str, dict[str, float]], made: Sequence[Pair], on_file: Sequence[Resident]
) -> float:
    """A bit above the highest score with which somebody else than the caller could be certain.

    No lower than what all but one in a hundred reach who have to be found: lower scores were not tried enough.
    """
    own_scores = sorted(
        Weights(bits, 0, 0, 0, 0).score(evidence_of(pair, pair.person))
        for pair in made
        if pair.label == "somebody"
    )
    highest = own_scores[len(own_scores) // 100] - 1
    lenient = Weights(bits, certain=0, probable=0, possible=-99, margin=0)
    register = Register(on_file)
    for pair in made:
        graded = [(each, evidence_of(pair, each)) for each in register.candidates(pair.told)]
        scores = {each.id: lenient.score(evidence) for each, evidence in graded}
        own = scores.get(pair.person.id, -MOST * len(LEVELS))
        for each, evidence in graded:
            ahead = each.id != pair.person.id and scores[each.id] - own >= MARGIN
            if ahead and lenient.grade(evidence) is Grade.CERTAIN:
                highest = max(highest, scores[each.id])
    return round(highest + 1, 1)


class Register:
    """The people on file, found as the EHR finds them: by birthday, as told and swapped, and by phone."""

    def __init__(self, on_file: Sequence[Resident]) -> None:
        self._by: dict[object, list[Resident]] = defaultdict(list)
        for each in on_file:
            self._by[each.birth_date].append(each)
            if each.phone:
                self._by[each.phone].append(each)

    def candidates(self, told: Particulars) -> list[Resident]:
        keys = [told.birth_date, *swapped(told.birth_date), told.phone]
        return list({each.id: each for key in keys if key for each in self._by.get(key, ())}.values())


def evidence_of(pair: Pair, person: Resident) -> Evidence:
    on_file = OnFile(
        names=((person.first_name, person.last_name),),
        birth_date=person.birth_date,
        phones=(person.phone,) if person.phone else (),
        postal_codes=(person.postal_code,),
    )
    return linkage.compare(pair.told, on_file)


def _bits(m: float, u: float, matched: int, others: int) -> float:
    weight = log2((m + 0.5 / matched) / (u + 0.5 / others))
    return round(max(-MOST, min(MOST, weight)), 1)


def _flow(values: dict[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {value:.1f}" for name, value in values.items()) + "}"


if __name__ == "__main__":
    main()
