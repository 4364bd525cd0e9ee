"""Kernel ridge regression over examples, its leave-one-out scores in closed form, and how sharp its scores are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from agents.understanding.features import SIZE, features

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ridge:
    """`weights` of the examples, (examples, labels); `aside` are the scores each would get if it were left out."""

    weights: Scores
    aside: Scores
    sharpness: float


def ngram_matrix(lines: list[str]) -> Any:
    """The features of the lines as a sparse matrix of len(lines) x SIZE."""
    rows, columns, values = [], [], []
    for row, line in enumerate(lines):
        indices, weights = features(line)
        rows.extend([row] * len(indices))
        columns.extend(indices.tolist())
        values.extend(weights.tolist())
    return csr_matrix((values, (rows, columns)), shape=(len(lines), SIZE), dtype=np.float64)


def fit_ridge(kernel: Scores, truth: npt.NDArray[np.int64], labels: int, ridge: float) -> Ridge:
    """`kernel` is (examples, examples), `truth` the label's number of each."""
    wanted = np.eye(labels)[truth]
    factor = cho_factor(kernel + ridge * np.eye(len(kernel)))
    weights = cho_solve(factor, wanted)
    inverse = np.diag(cho_solve(factor, np.eye(len(kernel))))
    aside = wanted - weights / inverse[:, None]
    return Ridge(weights, aside, _sharpness(aside, truth))


def softmax(scores: Scores, sharpness: float) -> Scores:
    exp = np.exp((scores - scores.max(axis=1, keepdims=True)) * sharpness)
    return np.asarray(exp / exp.sum(axis=1, keepdims=True))


def _sharpness(aside: Scores, truth: npt.NDArray[np.int64]) -> float:
    """The factor under which softmax of the scores is likeliest."""

    def loss(sharpness: float) -> float:
        p = softmax(aside, sharpness)[np.arange(len(truth)), truth]
        return float(-np.log(p + 1e-9).mean())

    return float(minimize_scalar(loss, bounds=(1, 60), method="bounded").x)


def in_eight_bits(
    weights: npt.NDArray[np.floating[Any]],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Columns rounded to -127 … 127, and the factor of each."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)
