"""A message in one line, in the patient's own words, and the day by which an answer is wanted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.requests.kinds.message.summary import LONGEST, in_short, wanted_by

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("", ""),
        ("Hello!", ""),
        ("I have a message for my doctor\nHello. My knee is better. Can I run again?", "Can I run again?"),
        ("My cough is worse since Sunday. I take the syrup.", "My cough is worse since Sunday."),
        ("The form came back. It is signed now.", "The form came back."),
        (
            "Quiero dejar un recado para la doctora\nBuenos días. ¿Puedo dejar las pastillas?",
            "¿Puedo dejar las pastillas?",
        ),
        ("tell my doctor something", "tell my doctor something"),
    ],
)  # fmt: skip
def test_the_sentence_that_says_most(words: str, short: str) -> None:
    assert in_short(words) == short


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Can I run again by Friday?", "2026-03-06"),
        ("It began yesterday.", ""),
        ("I fly on March 9. Please call by Thursday", "2026-03-05"),
        ("Maria Alvarez, March 14 1985, 212 555 0123", ""),
        ("no day at all", ""),
    ],
)
def test_the_last_day_that_is_still_to_come(words: str, day: str) -> None:
    assert wanted_by(words, MONDAY, "en") == day


@given(st.text(max_size=600))
def test_a_summary_is_short_and_of_their_own_words(words: str) -> None:
    short = in_short(words)
    assert len(short) <= LONGEST
    assert short.removesuffix("…").strip() in words
