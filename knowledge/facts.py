"""Finds the facts of clinic.yaml that answer a question. Structured facts (hours of a day, insurance plans) come
before prose, and a question that no fact answers gets none: nothing is guessed."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from clinic.hours import holiday_on, opening_periods
from clinic.models import Value
from clinic.settings.schema import ClinicSettings, Fact

SPELLING = 88
"""Least similarity (0-100) at which a word of the question counts as a misspelled keyword."""
SHORTEST_FUZZY = 5
"""Shorter words must be spelled right: "care" is not "car"."""


class FactFound(Value):
    """A fact in the clinic's own words, in the patient's language where there is one."""

    key: str
    title: str
    text: str


class SiteHours(Value):
    site: str
    periods: tuple[tuple[str, str], ...]
    """ISO instants; none means closed."""


class HoursOn(Value):
    """When each site is open on a day."""

    day: str
    holiday: str | None
    sites: tuple[SiteHours, ...]


class PlanAnswer(Value):
    """Whether an insurance plan that was named is taken."""

    plan: str
    source: str


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _local(words: dict[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()))


def _score(question: str, keyword: str) -> float:
    """How strongly a keyword stands in the question: longer phrases count more, none is 0."""
    wanted = normal(keyword)
    padded = f" {question} "
    if f" {wanted} " in padded:
        return 1.0 + wanted.count(" ")
    words = wanted.split()
    if len(words) > 1:
        return 0.0
    for word in question.split():
        stem = word[: max(len(wanted), 4)]
        if word.startswith(wanted) and len(wanted) >= 4:
            return 0.9
        if (
            len(wanted) >= SHORTEST_FUZZY
            and len(word) >= SHORTEST_FUZZY
            and fuzz.ratio(stem, wanted) >= SPELLING
        ):
            return 0.7
    return 0.0


def score(question: str, fact: Fact, language: str) -> float:
    """Sum of the best keywords, those of the patient's language and of English."""
    keywords = {*fact.keywords.get(language, ()), *fact.keywords.get("en", ())}
    hits = sorted((_score(question, keyword) for keyword in keywords), reverse=True)
    return sum(hits[:3])


def find_answers(
    question: str, settings: ClinicSettings, *, day: date | None, language: str
) -> list[FactFound | HoursOn | PlanAnswer]:
    """The facts that answer the question, best first, at most two; empty when none does.

    `day` is the local date that the question names, if it names one.
    """
    asked = normal(question)
    scored = sorted(
        ((score(asked, fact, language), key) for key, fact in settings.facts.items()), reverse=True
    )
    best = [key for value, key in scored if value >= 0.7 and value >= scored[0][0] * 0.75][:2]
    answers: list[FactFound | HoursOn | PlanAnswer] = []
    plan = next((plan for plan in settings.insurance if _names_plan(asked, plan)), None)
    if plan:
        answers.append(PlanAnswer(plan=plan, source="insurance"))
        best = [key for key in best if key != "insurance"]
    if day and "hours" in best:
        answers.append(hours_on(settings, day, language))
        best.remove("hours")
    for key in best:
        fact = settings.facts[key]
        answers.append(
            FactFound(key=key, title=_local(fact.title, language), text=_local(fact.text, language))
        )
    return answers[:2]


def _names_plan(question: str, plan: str) -> bool:
    first = normal(plan).split()[0]
    return len(first) >= 4 and f" {first} " in f" {question} "


def hours_on(settings: ClinicSettings, day: date, language: str) -> HoursOn:
    """Opening periods of all sites on a local date, holidays observed."""
    holiday = holiday_on(settings, day)
    return HoursOn(
        day=day.isoformat(),
        holiday=_local(holiday.name, language) if holiday else None,
        sites=tuple(
            SiteHours(
                site=site.name,
                periods=tuple(
                    (period.start.isoformat(), period.end.isoformat())
                    for period in opening_periods(settings, key, day)
                ),
            )
            for key, site in settings.sites.items()
        ),
    )
