"""`python -m agents.understanding.training`: makes encoder.onnx, classifier.npz and figures.json.

Some minutes, for encoding the lines and for the fits. The same examples give the same artefacts on one machine.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agents.understanding.classifier import ARTEFACT, View, likeness
from agents.understanding.e5_weights import E5Weights
from agents.understanding.encoder import GRAPH, encode
from agents.understanding.training.examples import FLAGS, Example, examples_hash, labelled, load_examples
from agents.understanding.training.figures import flag_figures, intent_figures, thresholds
from agents.understanding.training.graph import encoder_graph
from agents.understanding.training.heads import Head, fit_head
from agents.understanding.training.kernel import in_eight_bits, ngram_matrix

_FOLDER = Path(str(files("agents.understanding")))
_WIDTH = 0.6
"""Of the Gaussian kernel, times the squared distance of vectors …"""
_DIRECTIONS = 384
"""… in the directions in which examples differ most. Found, as the numbers below, by leaving writers out."""


def _heads(lines: list[Example]) -> tuple[Head, Head]:
    intents = tuple(sorted({e.intent for e in lines if e.intent}))
    return (
        Head("intents", intents, lambda e: e.intent, ngrams=0.05, ridge=0.2, balance=0.7),
        Head("red_flags", FLAGS, lambda e: e.flag, ngrams=0.1, ridge=0.1, balance=0.0),
    )


def _view(vectors: npt.NDArray[np.float32]) -> View:
    """Principal components of the examples' vectors."""
    mean = vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    return View(mean, directions[:_DIRECTIONS].T.astype(np.float16).astype(np.float32))


def train() -> None:
    (_FOLDER / GRAPH).write_bytes(encoder_graph(E5Weights()).SerializeToString(deterministic=True))
    examples = load_examples()
    lines = labelled(examples)
    vectors = np.asarray([encode(e.text) for e in lines])
    view = _view(vectors)
    rounded, scale = in_eight_bits(view.seen(vectors))
    kept = rounded.astype(np.float32) * scale
    like, grams = likeness(kept, kept, _WIDTH), ngram_matrix([e.text for e in lines])
    intents, flags = (fit_head(head, lines, like, grams) for head in _heads(lines))
    ask, sure = thresholds(flags)
    np.savez_compressed(
        _FOLDER / ARTEFACT,
        examples_hash=np.asarray(examples_hash(examples)),
        mean=view.mean,
        directions=view.directions.astype(np.float16),
        examples=rounded,
        examples_scale=scale,
        width=np.float32(_WIDTH),
        ask_from=np.float32(ask),
        sure_from=np.float32(sure),
        **intents.stored,
        **flags.stored,
    )
    text = json.dumps({**intent_figures(intents), **flag_figures(flags, ask, sure)}, indent=2, sort_keys=True)
    (_FOLDER / "figures.json").write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    train()
