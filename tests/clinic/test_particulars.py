"""Birthdays, phones and assurance: what may be on file, and what may be done with it."""

from datetime import date

import pytest

from clinic.birthdays import age_on, birth_date_problem
from clinic.identity import Action, is_sure_enough, required_assurance
from clinic.models import Assurance
from clinic.phones import phone_e164, same_phone
from clinic.settings import ClinicSettings

ANONYMOUS, MATCHED, VERIFIED = Assurance.ANONYMOUS, Assurance.MATCHED, Assurance.VERIFIED


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1985, 3, 14), date(2026, 3, 13), 40),
        (date(1985, 3, 14), date(2026, 3, 14), 41),
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
    ],
)
def test_age_is_in_completed_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        (date(2026, 3, 3), "future"),
        (date(2026, 3, 2), None),
        (date(1905, 3, 3), None),
        (date(1905, 3, 2), "too_old"),
        (date(1, 1, 1), "too_old"),
    ],
)
def test_a_birthday_is_that_of_somebody_who_can_be_alive(born: date, problem: str | None) -> None:
    assert birth_date_problem(born, date(2026, 3, 2)) == problem


def test_somebody_is_120_until_the_day_before_turning_121() -> None:
    assert birth_date_problem(date(1905, 3, 3), date(2026, 3, 2)) is None
    assert birth_date_problem(date(1905, 3, 3), date(2026, 3, 3)) == "too_old"


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("(212) 555-0123", "US", "+12125550123"),
        ("212.555.0123", "US", "+12125550123"),
        ("1-212-555-0123", "US", "+12125550123"),
        ("+1 212 555 0123", "ES", "+12125550123"),
        ("912 345 678", "ES", "+34912345678"),
        ("+34 912 345 678", "US", "+34912345678"),
        ("555-0123", "US", None),
        ("212 555 012", "US", None),
        ("112 555 0123", "US", None),
        ("hello", "US", None),
        ("", "US", None),
    ],
)
def test_phones_are_held_as_e164(written: str, country: str, e164: str | None) -> None:
    assert phone_e164(written, country) == e164


def test_two_ways_of_writing_ring_the_same_line() -> None:
    assert same_phone("(212) 555-0123", "+12125550123", "US")
    assert not same_phone("(212) 555-0123", "+12125550124", "US")
    assert not same_phone("none", "none", "US")


@pytest.mark.parametrize(
    ("action", "assurance", "phone_matches", "expected"),
    [
        ("book", ANONYMOUS, True, False),
        ("book", MATCHED, False, True),
        ("appointments", ANONYMOUS, True, False),
        ("appointments", MATCHED, False, False),
        ("appointments", MATCHED, True, True),
        ("appointments", VERIFIED, False, True),
        ("medicines", MATCHED, True, False),
        ("medicines", VERIFIED, False, True),
        ("results", MATCHED, True, False),
        ("results", VERIFIED, False, True),
    ],
)
def test_an_action_needs_its_assurance(
    small_clinic: ClinicSettings, action: Action, assurance: Assurance, phone_matches: bool, expected: bool
) -> None:
    assert is_sure_enough(small_clinic, action, assurance, phone_matches=phone_matches) is expected


@pytest.mark.parametrize(("level", "without_phone"), [(0, ANONYMOUS), (1, VERIFIED), (2, VERIFIED)])
def test_a_clinic_sets_the_level_of_existing_visits(
    small_clinic: ClinicSettings, level: int, without_phone: Assurance
) -> None:
    identity = small_clinic.identity.model_copy(update={"appointments": level})
    settings = small_clinic.model_copy(update={"identity": identity})
    assert required_assurance(settings, "appointments", phone_matches=True) == level
    assert required_assurance(settings, "appointments", phone_matches=False) == without_phone
