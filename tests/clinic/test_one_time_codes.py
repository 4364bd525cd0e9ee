"""One-time codes: their look, their seal and their limits."""

import pytest

from clinic.one_time_codes import MOST_SENT, MOST_WRONG, Tally, new_code, opens, sealed


@pytest.mark.parametrize(("drawn", "code"), [(0, "000000"), (42, "000042"), (999_999, "999999")])
def test_a_code_has_six_digits_whatever_is_drawn(drawn: int, code: str) -> None:
    asked = []

    def draw(below: int) -> int:
        asked.append(below)
        return drawn

    assert new_code(draw) == code
    assert asked == [1_000_000]


@pytest.mark.parametrize(
    ("code", "salt", "key", "fits"),
    [
        ("123456", "c1", "secret", True),
        ("123457", "c1", "secret", False),
        ("123456", "c2", "secret", False),
        ("123456", "c1", "other secret", False),
        ("", "c1", "secret", False),
    ],
)
def test_a_seal_is_opened_by_its_code_salt_and_key_alone(code: str, salt: str, key: str, fits: bool) -> None:
    kept = sealed("123456", "c1", "secret")
    assert "123456" not in kept
    assert opens(code, salt, key, kept) is fits


@pytest.mark.parametrize(
    ("counted", "allowed"),
    [
        (Tally(0, 0, 0), True),
        (Tally(4, 29, 2), True),
        (Tally(5, 0, 0), False),
        (Tally(0, 30, 0), False),
        (Tally(0, 0, 3), False),
    ],
)
def test_any_of_the_three_limits_of_wrong_codes_is_enough(counted: Tally, allowed: bool) -> None:
    assert counted.is_below(MOST_WRONG) is allowed


def test_a_days_guesses_find_a_code_less_often_than_once_in_a_hundred_thousand() -> None:
    assert MOST_WRONG.patient / 10**6 < 1 / 100_000
    assert MOST_SENT.conversation <= MOST_SENT.patient <= MOST_SENT.caller
