"""The day that a question is about, by the clinic's calendar."""

from datetime import date, timedelta
from typing import Literal

from agents.answers.questions import Part
from agents.services import Services
from agents.understanding.parsing.dates import find_dates
from clinic.hours import WEEKDAYS
from knowledge.lexicon import terms

_TERMS = ("=monday", "=tuesday", "=wednesday", "=thursday", "=friday", "=saturday", "=sunday")
_TODAY = frozenset({"today", "now", "hoy", "ahora", "currentl"})


def day_named(part: Part, language: str, services: Services) -> date | None:
    """The first single day that the question's own words name, else what it goes on from; "Sundays" is the next one."""
    today = services.clock.now().astimezone(services.settings.zone).date()
    return _day(part.own, today, language) or _day(part.whole, today, language)


def _day(text: str, today: date, language: str) -> date | None:
    locale: Literal["en", "es"] = "es" if language == "es" or "¿" in text else "en"
    for found in find_dates(text, today, locale):
        if found.value and "/" not in found.value:
            return date.fromisoformat(found.value)
    words = set(terms(text))
    if words & _TODAY:
        return today
    named = [number for number, term in enumerate(_TERMS) if term in words]
    if len(named) != 1:
        return None
    return today + timedelta(days=(named[0] - today.weekday()) % len(WEEKDAYS))
