"""What is measured on lines left out, with their neighbours or with their file, and the thresholds chosen on that."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.understanding.training.examples import Example
from agents.understanding.training.heads import Fitted
from agents.understanding.training.kernel import Scores

_ASKED = 0.09
"""Share of look-alikes that we accept to ask about in vain …"""
_ALARMED = 0.025
"""… and to alarm about."""
_NO_TASKS = frozenset(
    {"inform", "symptom", "out_of_scope", "small_talk", "unsure", "affirm", "deny", "no_preference"}
)


def thresholds(flags: Fitted) -> tuple[float, float]:
    """From which probability of danger we ask, and from which we are sure."""
    alike = np.asarray([e.label == "red_flag.benign" for e in flags.lines])
    ask, sure = np.quantile(1 - flags.told[alike, 0], [1 - _ASKED, 1 - _ALARMED])
    return float(ask), float(sure)


def intent_figures(intents: Fitted) -> dict[str, Any]:
    labels = [str(label) for label in intents.stored["intents_labels"]]
    figures = _right("", intents.told, intents.lines, labels)
    figures |= _right("strangers_", intents.of_strangers, intents.strangers, labels)
    return {**figures, "confused": _confused(intents.of_strangers, intents.strangers, labels)}


def _right(name: str, told: Scores, lines: list[Example], labels: list[str]) -> dict[str, Any]:
    right = np.asarray([labels[b] == e.intent for b, e in zip(told.argmax(axis=1), lines, strict=True)])
    spanish = np.asarray([e.locale == "es" for e in lines])
    return {
        f"{name}lines": len(lines),
        f"{name}right_en": _share(right[~spanish]),
        f"{name}right_es": _share(right[spanish]),
        f"{name}wrong_at_half": round(len(_wrong(told, lines, labels)) / len(lines), 4),
    }


def _wrong(told: Scores, lines: list[Example], labels: list[str]) -> list[tuple[str | None, str]]:
    """What lines were and what they were taken for, where that was sure and would do something."""
    return [
        (e.intent, labels[best])
        for best, p, e in zip(told.argmax(axis=1), told.max(axis=1), lines, strict=True)
        if labels[best] != e.intent and p >= 0.5 and labels[best] not in _NO_TASKS
    ]


def _confused(told: Scores, lines: list[Example], labels: list[str]) -> list[str]:
    return [f"{a} as {b}: {n}" for (a, b), n in Counter(_wrong(told, lines, labels)).most_common(12)]


def flag_figures(flags: Fitted, ask: float, sure: float) -> dict[str, Any]:
    figures = _caught("", flags.told, flags.lines, ask, sure)
    figures |= _caught("strangers_", flags.of_strangers, flags.strangers, ask, sure)
    return {**figures, "ask_from": round(ask, 4), "sure_from": round(sure, 4)}


def _caught(name: str, told: Scores, lines: list[Example], ask: float, sure: float) -> dict[str, Any]:
    danger = 1 - told[:, 0]
    real = np.asarray([e.flag != "benign" for e in lines])
    alike = np.asarray([e.label == "red_flag.benign" for e in lines])
    ordinary = ~real & ~alike
    return {
        f"{name}flags": int(real.sum()),
        f"{name}flags_caught": _share(danger[real] >= ask),
        f"{name}flags_sure": _share(danger[real] >= sure),
        f"{name}look_alikes_asked": _share(danger[alike] >= ask),
        f"{name}look_alikes_alarmed": _share(danger[alike] >= sure),
        f"{name}ordinary_asked": _share(danger[ordinary] >= ask),
    }


def _share(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)
