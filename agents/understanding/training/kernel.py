"""Kernel ridge regression over examples, the scores that it gives to examples left out, and how sharp its scores are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import get_lapack_funcs
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from agents.understanding.features import SIZE, features

Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
_KNOWN = 30
"""Examples of a label in other groups from which on a fit without the group can be expected to know the label."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """`weights` of the examples, (examples, labels), and the inverse of their kernel, with which others are left out."""

    weights: Scores
    truth: Numbers
    _inverse: Scores

    def aside(self, groups: Numbers) -> Scores:
        """The scores, (examples, labels), that a fit without the examples of its group would give to each.

        What such a fit would have missed on them is what their block of the inverse, inverted, makes of their weights
        (Rasmussen & Williams 2006, 5.4.2, for blocks): no second fit is needed.
        """
        wanted = np.eye(self.weights.shape[1], dtype=self.weights.dtype)[self.truth]
        scores = np.zeros_like(self.weights)
        for group in np.unique(groups):
            own = np.flatnonzero(groups == group)
            missed = np.linalg.solve(self._inverse[np.ix_(own, own)], self.weights[own])
            scores[own] = wanted[own] - missed
        return scores


def ngram_matrix(lines: list[str]) -> Any:
    """The features of the lines as a sparse matrix of len(lines) x SIZE."""
    rows, columns, values = [], [], []
    for row, line in enumerate(lines):
        indices, weights = features(line)
        rows.extend([row] * len(indices))
        columns.extend(indices.tolist())
        values.extend(weights.tolist())
    return csr_matrix((values, (rows, columns)), shape=(len(lines), SIZE), dtype=np.float32)


def fit_ridge(kernel: Any, truth: Numbers, ridge: float, balance: float) -> Ridge:
    """`kernel` is (examples, examples), `truth` the number of each one's label, `ridge` how much may be missed.

    `balance` says how much more that is for labels with many examples: 0 not at all, 1 as many times as they have more.
    """
    wanted = np.eye(truth.max() + 1, dtype=kernel.dtype)[truth]
    many = wanted.sum(axis=0)
    slack = ridge * (many / many.mean())[truth] ** balance
    inverse = _inverse(kernel + np.diag(slack).astype(kernel.dtype))
    return Ridge(inverse @ wanted, truth, inverse)


def _inverse(matrix: Any) -> Any:
    """Of a symmetric matrix with positive eigenvalues; three times as fast as by solving for each column."""
    factored, inverted = get_lapack_funcs(("potrf", "potri"), (matrix,))
    factor, failed = factored(matrix, lower=True, overwrite_a=True)
    lower, failed_too = inverted(factor, lower=True, overwrite_c=True)
    if failed or failed_too:
        raise np.linalg.LinAlgError("the examples' kernel has no inverse: raise the ridge")
    return np.tril(lower) + np.tril(lower, -1).T


def softmax(scores: Scores, sharpness: float) -> Scores:
    exp = np.exp((scores - scores.max(axis=1, keepdims=True)) * sharpness)
    return np.asarray(exp / exp.sum(axis=1, keepdims=True))


def known_elsewhere(truth: Numbers, groups: Numbers) -> npt.NDArray[np.bool_]:
    """Whether other groups tell each example's label too: what stands in one alone nobody can know without it."""
    counts = np.zeros((truth.max() + 1, groups.max() + 1), dtype=np.int64)
    np.add.at(counts, (truth, groups), 1)
    return np.asarray(counts.sum(axis=1)[truth] - counts[truth, groups] >= _KNOWN)


def sharpness(scores: Scores, truth: Numbers) -> float:
    """The factor under which softmax of the scores is likeliest."""

    def loss(factor: float) -> float:
        p = softmax(scores, factor)[np.arange(len(truth)), truth]
        return float(-np.log(p + 1e-9).mean())

    return float(minimize_scalar(loss, bounds=(1, 60), method="bounded").x)


def in_eight_bits(
    weights: npt.NDArray[np.floating[Any]],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Columns rounded to -127 … 127, and the factor of each."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)
