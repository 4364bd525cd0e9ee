"""The trained part of local understanding: which tasks and acts a line starts, and how likely it is a red flag.

One logistic regression for each label over hashed n-grams, calibrated; only numpy is needed to use it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.understanding.features import features

ARTEFACT = "classifier.npz"


@dataclass(frozen=True, slots=True)
class Head:
    """Labels with a weight vector each. `scale` undoes the 8-bit rounding; `slope` and `offset` calibrate."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    slope: npt.NDArray[np.float32]
    offset: npt.NDArray[np.float32]

    def probabilities(
        self, indices: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]
    ) -> dict[str, float]:
        """How likely each label is, independently of the others."""
        margins = self.weights[indices].astype(np.float32).T @ weights * self.scale + self.bias
        calibrated = 1 / (1 + np.exp(-(margins * self.slope + self.offset)))
        return dict(zip(self.labels, (float(p) for p in calibrated), strict=True))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of a line."""

    intents: dict[str, float]
    red_flags: dict[str, float]

    def best(self, labels: "frozenset[str] | None" = None) -> tuple[str, float]:
        """The likeliest intent among `labels` (all without), with its probability."""
        chosen = {k: v for k, v in self.intents.items() if labels is None or k in labels}
        label = max(chosen, key=lambda k: chosen[k])
        return label, chosen[label]


class Classifier:
    """Loaded once per process from the artefact beside this file."""

    def __init__(self, stored: Any) -> None:
        self.examples_hash = str(stored["examples_hash"])
        self._intents = _head(stored, "intents")
        self._red_flags = _head(stored, "red_flags")

    def read(self, text: str) -> Reading:
        indices, weights = features(text)
        return Reading(
            self._intents.probabilities(indices, weights), self._red_flags.probabilities(indices, weights)
        )


def _head(stored: Any, name: str) -> Head:
    return Head(
        tuple(str(label) for label in stored[f"{name}_labels"]),
        *(stored[f"{name}_{part}"] for part in ("weights", "scale", "bias", "slope", "offset")),
    )


@cache
def load_classifier() -> Classifier:
    with files("agents.understanding").joinpath(ARTEFACT).open("rb") as file:
        return Classifier(np.load(file, allow_pickle=False))
