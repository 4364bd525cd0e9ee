"""What is measured on each line by the others (leave one out), and the thresholds for red flags chosen on that."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.understanding.training.examples import Example

Scores = npt.NDArray[np.float64]
_ASKED = 0.10
"""Share of look-alikes that we accept to ask about in vain …"""
_ALARMED = 0.015
"""… and to alarm about."""
_NO_TASKS = frozenset(
    {"inform", "symptom", "out_of_scope", "small_talk", "unsure", "affirm", "deny", "no_preference"}
)


def thresholds(danger: Scores, flagged: list[Example]) -> tuple[float, float]:
    """From which probability of danger we ask, and from which we are sure."""
    alike = np.asarray([e.label == "red_flag.benign" for e in flagged])
    ask, sure = np.quantile(danger[alike], [1 - _ASKED, 1 - _ALARMED])
    return float(ask), float(sure)


def intent_figures(told: Scores, labels: list[str], lines: list[Example]) -> dict[str, Any]:
    best, sure = told.argmax(axis=1), told.max(axis=1)
    right = np.asarray([labels[b] == e.intent for b, e in zip(best, lines, strict=True)])
    spanish = np.asarray([e.locale == "es" for e in lines])
    wrong = [
        (e.intent, labels[b])
        for b, e, ok, p in zip(best, lines, right, sure, strict=True)
        if not ok and p >= 0.5 and labels[b] not in _NO_TASKS
    ]
    return {
        "lines": len(lines),
        "right": _share(right),
        "right_en": _share(right[~spanish]),
        "right_es": _share(right[spanish]),
        "wrong_at_half": round(len(wrong) / len(lines), 4),
        "confused": [f"{a} as {b}: {n}" for (a, b), n in Counter(wrong).most_common(12)],
    }


def flag_figures(danger: Scores, flagged: list[Example], ask: float, sure: float) -> dict[str, Any]:
    real = np.asarray([e.flag != "benign" for e in flagged])
    alike = np.asarray([e.label == "red_flag.benign" for e in flagged])
    ordinary = ~real & ~alike
    return {
        "flags": int(real.sum()),
        "flags_caught": _share(danger[real] >= ask),
        "flags_sure": _share(danger[real] >= sure),
        "look_alikes_asked": _share(danger[alike] >= ask),
        "look_alikes_alarmed": _share(danger[alike] >= sure),
        "ordinary_asked": _share(danger[ordinary] >= ask),
        "ask_from": round(ask, 4),
        "sure_from": round(sure, 4),
    }


def _share(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)
