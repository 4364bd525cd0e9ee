"""How likely it is that a passage answers a question: calibrated, so that a doubtful one is not quoted."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import exp
from pathlib import Path

import yaml

from clinic.models import Value
from knowledge.lexicon import folded, terms
from knowledge.search import Hit

ANSWERS = 0.42
"""From this likelihood on a passage is quoted."""
USUAL_LEAD = 0.03
"""Where there is no other document to compare with."""


class Calibration(Value):
    """A logistic fit (evals.knowledge.calibrate makes it); `figures` say on what."""

    closeness: float
    covered: float
    lead: float
    offset: float
    figures: dict[str, float | str] = {}


@cache
def calibration() -> Calibration:
    written = Path(__file__).with_name("calibration.yaml").read_text(encoding="utf-8")
    return Calibration.model_validate(yaml.safe_load(written))


def likelihood(hit: Hit, question: str, hits: Sequence[Hit]) -> float:
    """0 to 1. A name that the passage does not hold ("Dr. Hernandez") makes it small. `hits` are all that were found."""
    fit = calibration()
    odds = fit.offset + fit.closeness * hit.closeness + fit.covered * hit.covered + fit.lead * lead(hit, hits)
    return (0.1 if _other_name(hit, question) else 1.0) / (1 + exp(-odds))


def lead(hit: Hit, hits: Sequence[Hit]) -> float:
    """How much closer it is than passages of other documents: one among many alike says little."""
    others = [each.closeness for each in hits if each.passage.document.id != hit.passage.document.id]
    return hit.closeness - sum(others) / len(others) if others else USUAL_LEAD


def _other_name(hit: Hit, question: str) -> bool:
    """It asks about a clinician whom the passage does not name."""
    words = folded(question).replace(".", " ").split()
    named = [
        after
        for word, after in pairwise(words)
        if word in ("dr", "dra", "doctor", "doctora")
        and terms(after)
        and len(after) > 3
        and after not in _NO_NAMES
    ]
    passage = folded(hit.passage.place + " " + hit.passage.text)
    return any(name not in passage for name in named)


_NO_NAMES = frozenset(
    {"visit", "appointment", "office", "note", "notes", "says", "said", "prescribed", "ordered", "tells", "told", "wants",
     "needs", "calls", "about", "with", "that", "when", "will", "have", "does", "would", "could", "gave", "give", "para",
     "puede", "tiene", "dijo", "sobre", "cuando", "receto"}
)  # fmt: skip
"""Words behind "doctor" that are no name."""
