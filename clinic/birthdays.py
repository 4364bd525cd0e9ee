"""Dates of birth: age on a day, and whether a date can be one at all."""

from datetime import date
from typing import Literal

OLDEST = 120
"""Completed years. The oldest verified age is 122; a misheard year is far likelier."""


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Somebody born on 29 February completes a year on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birth_date_problem(birth_date: date, today: date) -> Literal["future", "too_old"] | None:
    """Why nobody alive on `today` (the clinic's local date) can have this birthday; None if somebody can."""
    if birth_date > today:
        return "future"
    return "too_old" if age_on(birth_date, today) > OLDEST else None
