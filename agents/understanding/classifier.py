"""The trained part of local understanding: which tasks and acts a line starts, and how likely it is a red flag.

Kernel ridge regression: a line is compared with every example, by its sentence vector and by its n-grams. A second set of
weights sees n-grams alone (0.5 ms): where these are sure, the encoder (some 4 ms) is left out.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from agents.understanding.encoder import LONGEST, encode
from agents.understanding.features import features

ARTEFACT = "classifier.npz"
BENIGN = "benign"
_REMEMBERED = 64
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of hashed n-grams, (features, labels) in 8 bits, and the factor that makes scores of probabilities."""

    weights: npt.NDArray[np.int8]
    scale: Floats
    sharpness: np.float32

    def scores(self, indices: npt.NDArray[np.int64], weights: Floats) -> Floats:
        return np.asarray(self.weights[indices].astype(np.float32).T @ weights * self.scale)


@dataclass(frozen=True, slots=True)
class View:
    """In which directions lines differ: (encoder's floats, directions), seen from the mean of all examples."""

    mean: Floats
    directions: Floats

    def seen(self, vectors: Floats) -> Floats:
        """The encoder's vectors, (…, floats), as vectors of length 1."""
        moved = (vectors - self.mean) @ self.directions
        return np.asarray(moved / np.linalg.norm(moved, axis=-1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Head:
    """`influence` tells how much likeness to each example counts for each label."""

    labels: tuple[str, ...]
    influence: Floats
    ngrams: Weights
    cheap: Weights

    def told(self, scores: Floats, sharpness: np.float32) -> dict[str, float]:
        """Probabilities of the labels; they add up to 1."""
        exp = np.exp((scores - scores.max()) * sharpness)
        return dict(zip(self.labels, (exp / exp.sum()).tolist(), strict=True))


class Reading:
    """What the classifier makes of a line. The encoder runs when its part is first asked for."""

    def __init__(self, text: str, classifier: "Classifier") -> None:
        self._text, self._classifier = text, classifier
        self._features = features(text)

    def _told(self, head: Head) -> dict[str, float]:
        likeness = self._classifier.likeness(self._text)
        scores = likeness @ head.influence + head.ngrams.scores(*self._features)
        return head.told(scores, head.ngrams.sharpness)

    def _cheaply(self, head: Head) -> dict[str, float]:
        return head.told(head.cheap.scores(*self._features), head.cheap.sharpness)

    @cached_property
    def intents(self) -> dict[str, float]:
        return self._told(self._classifier.intents)

    @cached_property
    def red_flags(self) -> dict[str, float]:
        """By kind; "benign" is none."""
        return self._told(self._classifier.red_flags)

    @cached_property
    def cheap_intents(self) -> dict[str, float]:
        """By n-grams alone."""
        return self._cheaply(self._classifier.intents)

    @cached_property
    def cheap_red_flags(self) -> dict[str, float]:
        return self._cheaply(self._classifier.red_flags)

    def best(self) -> tuple[str, float]:
        """The likeliest intent with its probability."""
        label = max(self.intents, key=lambda k: self.intents[k])
        return label, self.intents[label]


class Classifier:
    """Loaded once per process from the artefact beside this file."""

    def __init__(self, stored: Any) -> None:
        self.examples_hash = str(stored["examples_hash"])
        self.ask_from = float(stored["ask_from"])
        """From this probability of danger on we ask whether it is happening now …"""
        self.sure_from = float(stored["sure_from"])
        """… and from this one on we are sure."""
        self.intents, self.red_flags = _head(stored, "intents"), _head(stored, "red_flags")
        self._view = View(stored["mean"], stored["directions"].astype(np.float32))
        self._examples: Floats = stored["examples"].astype(np.float32) * stored["examples_scale"]
        self._width = float(stored["width"])
        self._known: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str) -> Reading:
        return Reading(text, self)

    def likeness(self, text: str) -> Floats:
        """How like the line is to each example, from 0 to 1. The last lines are kept, for each is asked about twice."""
        text = text[:LONGEST]
        with self._lock:
            known = self._known.get(text)
        if known is None:
            known = likeness(self._view.seen(encode(text)), self._examples, self._width)
            with self._lock:
                self._known[text] = known
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return known


def likeness(vectors: Floats, examples: Floats, width: float) -> Floats:
    """The Gaussian kernel of vectors of length 1: (…, examples)."""
    return np.asarray(np.exp(2 * width * (vectors @ examples.T - 1)))


def _head(stored: Any, name: str) -> Head:
    def weights(kind: str) -> Weights:
        return Weights(*(stored[f"{name}_{kind}_{part}"] for part in ("weights", "scale", "sharpness")))

    labels = tuple(str(label) for label in stored[f"{name}_labels"])
    influence = stored[f"{name}_influence"].astype(np.float32)
    return Head(labels, influence, weights("ngrams"), weights("cheap"))


@cache
def load_classifier() -> Classifier:
    # One thread for each matrix: they are small, and several turns run at once.
    threadpool_limits(limits=1, user_api="blas")
    with files("agents.understanding").joinpath(ARTEFACT).open("rb") as file:
        return Classifier(np.load(file, allow_pickle=False))
