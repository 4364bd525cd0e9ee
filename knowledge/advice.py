"""Tells questions that only somebody who knows the patient may answer, and what of a document may be said to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge.embedding import Embedder, Vectors

RIDGE = 0.3
"""How much the fit may miss its examples by: there are few, and no two writers put things alike."""
SURE = 1.0
"""From this score (some -1 for what documents may answer, some 1 for advice) on a question is one for the care team."""
PERHAPS = 0.5
"""From here on documents may answer, without doses, and the care team is offered besides."""
LEANS = 0.0
"""From here on a question that no document answers is one for the care team rather than for the front desk."""


class Kind(StrEnum):
    OFFICE = "office"
    LEANS_TO_ADVICE = "leans_to_advice"
    PERHAPS_ADVICE = "perhaps_advice"
    ADVICE = "advice"


@cache
def _told() -> Any:
    return yaml.safe_load((Path(__file__).parent / "advice.yaml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> "re.Pattern[str]":
    written = _told()[name]
    return re.compile(
        "|".join(f"(?:{each})" for each in ([written] if isinstance(written, str) else written)), re.I
    )


def asks_in_form(question: str) -> bool:
    """By its wording alone."""
    return bool(_pattern("forms").search(question))


def takes_for_granted(question: str) -> bool:
    """It rests on something that the patient believes ("since …", "you said …", "…, right?")."""
    return bool(_pattern("premises").search(question))


def may_be_said(sentence: str) -> bool:
    """Whether a sentence of a document says whom to call, or what never to do: no advice of ours."""
    return bool(_pattern("whom_to_call").search(sentence) or _pattern("caution").search(sentence))


def tells_a_dose(sentence: str) -> bool:
    return bool(_pattern("dose").search(sentence))


def speaks_to_machines(sentence: str) -> bool:
    """It gives orders to whatever reads it: no clinic writes so to patients, and it is never quoted."""
    return bool(_pattern("to_machines").search(sentence))


def quotable(sentences: Sequence[str]) -> list[int]:
    """Numbers of the sentences that may be quoted: those before the first that gives orders to machines, as what
    follows it may belong to it."""
    first = next((n for n, sentence in enumerate(sentences) if speaks_to_machines(sentence)), len(sentences))
    return list(range(first))


@dataclass(frozen=True)
class AdviceSense:
    """Learned from the examples of advice.yaml, in the vectors of one embedder."""

    weights: Vectors
    middle: Vectors

    @classmethod
    def learned(cls, embedder: Embedder) -> "AdviceSense":
        """Embeds some 130 lines: half a second, once a process."""
        groups = {
            name: [line for lines in _told()[name].values() for line in lines]
            for name in ("advice", "office")
        }
        vectors = np.stack([embedder.query(line) for lines in groups.values() for line in lines])
        middle = vectors.mean(axis=0)
        x = vectors - middle
        wanted = np.concatenate([np.ones(len(groups["advice"])), -np.ones(len(groups["office"]))])
        balance = np.where(wanted > 0, 1 / len(groups["advice"]), 1 / len(groups["office"]))
        weighted = x * balance[:, None]
        size = x.shape[1]
        weights = np.linalg.solve(x.T @ weighted + RIDGE / 100 * np.eye(size), weighted.T @ wanted)
        return cls(weights.astype(np.float32), middle)

    def score(self, vector: Vectors) -> float:
        return float((vector - self.middle) @ self.weights)

    def kind_of(self, question: str, embedder: Embedder) -> Kind:
        if asks_in_form(question):
            return Kind.ADVICE
        score = self.score(embedder.query(question))
        if score >= SURE:
            return Kind.ADVICE
        if score >= PERHAPS:
            return Kind.PERHAPS_ADVICE
        return Kind.LEANS_TO_ADVICE if score >= LEANS else Kind.OFFICE
