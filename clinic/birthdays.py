"""Dates of birth: age on a day, whether a date can be one at all, and the slips by which one is told wrongly."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Literal

OLDEST = 120
"""Completed years. The oldest verified age is 122; a misheard year is far likelier."""

BirthdayMatch = Literal["same", "swapped", "digit", "different"]
"""swapped: day and month; digit: one digit of day, month or the year's last."""


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Somebody born on 29 February completes a year on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birth_date_problem(birth_date: date, today: date) -> Literal["future", "too_old"] | None:
    """Why nobody alive on `today` (the clinic's local date) can have this birthday; None if somebody can."""
    if birth_date > today:
        return "future"
    return "too_old" if age_on(birth_date, today) > OLDEST else None


def compare_birthdays(told: date, on_file: date) -> BirthdayMatch:
    """How a birthday told fits one on file. A wrong decade is no slip: father and son may share day and month."""
    if told == on_file:
        return "same"
    if told in swapped(on_file):
        return "swapped"
    one, other = told.isoformat(), on_file.isoformat()
    wrong = [at for at in range(len(one)) if one[at] != other[at]]
    return "digit" if len(wrong) == 1 and wrong[0] > 2 else "different"


def swapped(birth_date: date) -> Iterator[date]:
    """The date with day and month exchanged, where that is another date."""
    if birth_date.day != birth_date.month:
        with suppress(ValueError):
            yield date(birth_date.year, birth_date.day, birth_date.month)
