"""Fits a head of the classifier: what is stored of it, and what it tells of examples that were left out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.understanding.training.examples import Example
from agents.understanding.training.kernel import (
    Numbers,
    Scores,
    fit_ridge,
    in_eight_bits,
    known_elsewhere,
    sharpness,
    softmax,
)

_NEIGHBOURS = 40
"""Lines that stand together in a file are alike: so many are left out at once where probabilities are made."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head's labels and how it is fitted; the numbers were found by leaving whole files out.

    `ngrams` is how much a feature that two lines share counts beside the likeness of their vectors; see `fit_ridge` for
    the others.
    """

    name: str
    labels: tuple[str, ...]
    of: Callable[[Example], str | None]
    ngrams: float
    ridge: float
    balance: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """`told` are the probabilities that `lines` get when they are left out with their neighbours, `of_strangers` those
    that `strangers` get when all of their file is."""

    stored: dict[str, Any]
    lines: list[Example]
    told: Scores
    strangers: list[Example]
    of_strangers: Scores


def fit_head(head: Head, lines: list[Example], like: Any, grams: Any) -> Fitted:
    """`like` is the likeness of the lines' vectors, (lines, lines), `grams` their n-grams."""
    told = [(i, label) for i, e in enumerate(lines) if (label := head.of(e))]
    own = np.asarray([i for i, _ in told])
    truth = np.asarray([head.labels.index(label) for _, label in told])
    shared = (grams[own] @ grams[own].T).toarray()
    full = fit_ridge(like[np.ix_(own, own)] + head.ngrams * shared, truth, head.ridge, head.balance)
    cheap = fit_ridge(shared / 3, truth, 0.1, 0.0)
    mine = [lines[i] for i in own]
    neighbours, files = _neighbours(mine), np.asarray([e.file for e in mine])
    aside = full.aside(neighbours)
    influence = np.zeros((len(lines), len(head.labels)))
    influence[own] = full.weights
    stored: dict[str, Any] = {
        f"{head.name}_labels": np.asarray(head.labels),
        f"{head.name}_influence": influence.astype(np.float16),
    }
    sharp = sharpness(aside, truth)
    for kind, weights, factor in (
        ("ngrams", head.ngrams * (grams[own].T @ full.weights), sharp),
        ("cheap", grams[own].T @ cheap.weights / 3, sharpness(cheap.aside(neighbours), truth)),
    ):
        stored[f"{head.name}_{kind}_weights"], stored[f"{head.name}_{kind}_scale"] = in_eight_bits(weights)
        stored[f"{head.name}_{kind}_sharpness"] = np.float32(factor)
    judged = known_elsewhere(truth, files)
    strangers = [e for e, known in zip(mine, judged, strict=True) if known]
    return Fitted(stored, mine, softmax(aside, sharp), strangers, softmax(full.aside(files)[judged], sharp))


def _neighbours(lines: list[Example]) -> Numbers:
    """The number of each line's group: neighbours of one file, label and language."""
    keys = [(e.file, e.label, e.locale) for e in lines]
    begun, group = 0, 0
    numbers = np.zeros(len(lines), dtype=np.int64)
    for i, key in enumerate(keys):
        if i and (key != keys[i - 1] or i - begun >= _NEIGHBOURS):
            begun, group = i, group + 1
        numbers[i] = group
    return numbers
