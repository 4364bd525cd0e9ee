"""Reasons and recommendations in words: to staff in English (wording.yaml, names.yaml), to patients in their language."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

from clinic.refills.recommendation import Reason, Recommendation

_FILE = Path(__file__).with_name("wording.yaml")
_NAMES = Path(__file__).with_name("names.yaml")
_DAY = {"en": "EEEE, MMMM d, y", "es": "EEEE d 'de' MMMM 'de' y"}
_PHARMACY = {"en": "your pharmacy", "es": "su farmacia"}
_MEDICINE = {"en": "this medicine", "es": "este medicamento"}
_CLAUSES: Mapping[str, tuple[str, str, str]] = {
    "recorded": ("recorded_on", " (recorded {})", ""),
    "written": ("written_on", ", on {}", ""),
    "instead_of": ("instead", "; in force is {}", ""),
    "runs_out": ("runs_out_on", ", it lasts until {}", ""),
    "last_visit": ("last_visit_on", "{}", "none on file"),
    "next_visit": ("next_visit_on", "; booked for {}", ""),
    "last": ("last_on", "{}", "none on file"),
    "until": ("valid_until_on", ", until {}", ""),
}
"""Parts of a staff sentence that are there when a figure is: its name, the part, and what stands in its place."""


def staff_words(reason: Reason) -> str:
    """The reason as staff read it, with its figures; dates with their weekday."""
    return str(_read(_FILE)[reason.rule]["staff"]).format_map(_told(reason, "en"))


def patient_words(recommendation: Recommendation, language: str, emergency: str = "911") -> str:
    """What the patient is told when it is decided as recommended: one plain sentence or two, by the weightiest reason.

    `language` is "en" or "es" (others hear English), `emergency` the clinic's number for it.
    """
    language = language if language in _DAY else "en"
    weightiest = recommendation.reasons[0]
    order = recommendation.order
    figures = {
        **_told(weightiest, language),
        "medicine": recommendation.medicine or _MEDICINE[language],
        "pharmacy": (order.pharmacy if order else "") or _PHARMACY[language],
        "emergency": emergency,
    }
    words = _read(_FILE)[weightiest.rule]
    is_booked = "patient_booked" in words and "next_visit_on" in weightiest.figures
    return str(words["patient_booked" if is_booked else "patient"][language]).format_map(figures)


def _told(reason: Reason, language: str) -> dict[str, str]:
    figures = {name: _figure(name, value, language) for name, value in reason.figures.items()}
    clauses = {
        name: part.format(figures[of]) if of in figures else otherwise
        for name, (of, part, otherwise) in _CLAUSES.items()
    }
    return {**clauses, **figures}


def _figure(name: str, value: Any, language: str) -> str:
    if name.endswith("_on"):
        return str(format_date(date.fromisoformat(str(value)), _DAY[language], locale=language))
    if isinstance(value, float):
        return f"{value:g}"
    known = _read(_NAMES).get(name, {})
    return ", ".join(str(known.get(key, key)) for key in str(value).split(", ")) if known else str(value)


@cache
def _read(file: Path) -> dict[str, Any]:
    stated: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return stated
