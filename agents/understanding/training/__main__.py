"""`python -m agents.understanding.training`: makes classifier.npz and figures.json from the example files.

Some minutes, most of them for encoding the lines. The same examples give the same artefact on one machine.
"""

import json
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.understanding.classifier import ARTEFACT, centred, likeness
from agents.understanding.encoder import encode
from agents.understanding.training.examples import FLAGS, Example, examples_hash, labelled, load_examples
from agents.understanding.training.figures import flag_figures, intent_figures, thresholds
from agents.understanding.training.kernel import fit_ridge, in_eight_bits, ngram_matrix, softmax

_FOLDER = Path(str(files("agents.understanding")))
_WIDTH = 0.6
"""Of the Gaussian kernel, times the squared distance of vectors …"""
_NGRAMS = 0.1
"""… how much a feature that two lines share counts beside it …"""
_RIDGE = 0.1
"""… and how much examples may be missed. All three by trying on lines kept aside."""
Stored = dict[str, Any]


def _fit_head(
    name: str,
    labels: list[str],
    of: Callable[[Example], str | None],
    lines: list[Example],
    like: Any,
    grams: Any,
) -> tuple[Stored, npt.NDArray[np.float64], list[Example]]:
    """What is stored of a head, the probabilities it gives to lines left out, and those lines."""
    told = [(i, label) for i, e in enumerate(lines) if (label := of(e))]
    own = np.asarray([i for i, _ in told])
    truth = np.asarray([labels.index(label) for _, label in told])
    shared = (grams[own] @ grams[own].T).toarray()
    full = fit_ridge(like[np.ix_(own, own)] + _NGRAMS * shared, truth, len(labels), _RIDGE)
    cheap = fit_ridge(shared / 3, truth, len(labels), _RIDGE)
    influence = np.zeros((len(lines), len(labels)))
    influence[own] = full.weights
    stored: Stored = {f"{name}_labels": np.asarray(labels), f"{name}_influence": influence.astype(np.float16)}
    for kind, weights, sharpness in (
        ("ngrams", _NGRAMS * (grams[own].T @ full.weights), full.sharpness),
        ("cheap", grams[own].T @ cheap.weights / 3, cheap.sharpness),
    ):
        stored[f"{name}_{kind}_weights"], stored[f"{name}_{kind}_scale"] = in_eight_bits(weights)
        stored[f"{name}_{kind}_sharpness"] = np.float32(sharpness)
    return stored, softmax(full.aside, full.sharpness), [lines[i] for i in own]


def train() -> None:
    examples = load_examples()
    lines = labelled(examples)
    intents = sorted({e.intent for e in lines if e.intent})
    vectors = np.asarray([encode(e.text) for e in lines])
    mean = vectors.mean(axis=0)
    rounded, scale = in_eight_bits(centred(vectors, mean))
    kept = rounded.astype(np.float32) * scale
    like = likeness(kept, kept, _WIDTH).astype(np.float64)
    grams = ngram_matrix([e.text for e in lines])
    acts, told, own = _fit_head("intents", intents, lambda e: e.intent, lines, like, grams)
    flags, dangers, flagged = _fit_head("red_flags", list(FLAGS), lambda e: e.flag, lines, like, grams)
    danger = 1 - dangers[:, 0]
    ask, sure = thresholds(danger, flagged)
    stored: Stored = {
        "examples_hash": np.asarray(examples_hash(examples)),
        "mean": mean,
        "examples": rounded,
        "examples_scale": scale,
        "width": np.float32(_WIDTH),
        "ask_from": np.float32(ask),
        "sure_from": np.float32(sure),
    }
    np.savez_compressed(_FOLDER / ARTEFACT, **stored, **acts, **flags)
    measured = {**intent_figures(told, intents, own), **flag_figures(danger, flagged, ask, sure)}
    text = json.dumps(measured, indent=2, sort_keys=True)
    (_FOLDER / "figures.json").write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    train()
