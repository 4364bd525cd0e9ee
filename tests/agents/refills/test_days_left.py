"""How much is left, as patients say it: days where they can be told, and nothing where they cannot."""

import pytest

from agents.refills.supply import days_left
from agents.understanding.words import Locale


@pytest.mark.parametrize(
    ("language", "line", "days"),
    [
        ("en", "about ten days", 10),
        ("en", "5", 5),
        ("en", "maybe two weeks", 14),
        ("en", "a week or so", 7),
        ("en", "a few", 3),
        ("en", "I'm almost out", 3),
        ("en", "I'm running low", 3),
        ("en", "none", 0),
        ("en", "I ran out yesterday", 0),
        ("en", "I ran out two weeks ago", 0),
        ("en", "I have no more", 0),
        ("en", "I have 6 pills", None),
        ("en", "20 mg", None),
        ("en", "I don't know", None),
        ("es", "unos diez días", 10),
        ("es", "dos semanas, ningún problema", 14),
        ("es", "me quedan pocas", 3),
        ("es", "se me acabó ayer", 0),
        ("es", "ya no tengo", 0),
        ("es", "no me queda ninguna", 0),
        ("es", "no me quedan muchas", None),
        ("es", "ninguno", 0),
    ],
)
def test_an_answer_tells_days_only_where_it_says_them(language: Locale, line: str, days: int | None) -> None:
    assert days_left(line, language, asked=True) == days


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("refill my lisinopril 10 mg", None),
        ("10", None),
        ("I am out of lisinopril", 0),
        ("I'm out of town, send my refill", None),
        ("only 3 days left of my metformin", 3),
    ],
)
def test_told_unasked_it_takes_more_than_a_number(line: str, days: int | None) -> None:
    assert days_left(line, "en") == days
