"""Dates, times and birthdays as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.understanding.parsing.birthdays import find_birth_date
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.times import find_times

TODAY = date(2026, 3, 4)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("tomorrow", "2026-03-05"),
        ("the day after tomorrow", "2026-03-06"),
        ("Friday", "2026-03-06"),
        ("Wednesday", "2026-03-11"),
        ("this Wednesday", "2026-03-04"),
        ("next Friday", "2026-03-13"),
        ("Friday next week", "2026-03-13"),
        ("a week from Friday", "2026-03-13"),
        ("Monday, March 9", "2026-03-09"),
        ("Friday the 13th", "2026-03-13"),
        ("the 8th", "2026-03-08"),
        ("the 2nd", "2026-04-02"),
        ("the 3rd of next month", "2026-04-03"),
        ("march twenty first", "2026-03-21"),
        ("the fifth of may", "2026-05-05"),
        ("January 5", "2027-01-05"),
        ("3/9", "2026-03-09"),
        ("13/5", "2026-05-13"),
        ("2026-04-01", "2026-04-01"),
        ("in two weeks", "2026-03-18"),
        ("three days from now", "2026-03-07"),
        ("first monday of april", "2026-04-06"),
        ("next week", "2026-03-09/2026-03-15"),
        ("this weekend", "2026-03-07/2026-03-08"),
        ("end of next week", "2026-03-12/2026-03-15"),
        ("in April", "2026-04-01/2026-04-30"),
        ("Monday to Wednesday", "2026-03-09/2026-03-11"),
        ("March 10-12", "2026-03-10/2026-03-12"),
        ("before Friday", "2026-03-04/2026-03-05"),
        ("the week of March 16", "2026-03-16/2026-03-22"),
        ("christmas", "2026-12-25"),
        ("February 31", ""),
        ("june 31st", ""),
    ],
)
def test_english_dates(said, value):
    assert [found.value for found in find_dates(said, TODAY, "en")] == [value]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("mañana", "2026-03-05"),
        ("pasado mañana", "2026-03-06"),
        ("el viernes", "2026-03-06"),
        ("el próximo viernes", "2026-03-13"),
        ("el viernes de la próxima semana", "2026-03-13"),
        ("la semana que viene", "2026-03-09/2026-03-15"),
        ("el 5 de mayo", "2026-05-05"),
        ("9/3", "2026-03-09"),
        ("del lunes al miércoles", "2026-03-09/2026-03-11"),
        ("en dos semanas", "2026-03-18"),
        ("el fin de semana", "2026-03-07/2026-03-08"),
        ("el 31 de febrero", ""),
    ],
)
def test_spanish_dates(said, value):
    assert [found.value for found in find_dates(said, TODAY, "es")] == [value]


@pytest.mark.parametrize(
    "said", ["I may come", "my second visit", "I have 2 kids", "call 212 555 0123", "room 12", "yes please"]
)
def test_lines_without_a_date_have_none(said):
    assert find_dates(said, TODAY, "en") == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("3pm", "15:00"),
        ("at 3", "15:00"),
        ("at 9", "09:00"),
        ("at 12", "12:00"),
        ("three thirty", "15:30"),
        ("half past eleven", "11:30"),
        ("quarter to 12 in the morning", "11:45"),
        ("ten to five", "16:50"),
        ("evening 5:15", "17:15"),
        ("340pm", "15:40"),
        ("nine o'clock", "09:00"),
        ("17:30", "17:30"),
        ("noon", "12:00"),
        ("in the morning", "08:00/12:00"),
        ("late afternoon", "14:30/17:00"),
        ("between 2 and 4", "14:00/16:00"),
        ("from 10 to 12", "10:00/12:00"),
        ("5 to 6 pm", "17:00/18:00"),
        ("after 3", "15:00/20:00"),
        ("3 or later", "15:00/20:00"),
        ("before noon", "00:00/12:00"),
    ],
)
def test_english_times(said, value):
    assert [found.value for found in find_times(said, "en")] == [value]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("a las tres y media", "15:30"),
        ("a las 9", "09:00"),
        ("a la una", "13:00"),
        ("las cuatro menos cuarto", "15:45"),
        ("por la mañana", "08:00/12:00"),
        ("a las 10 de la mañana", "10:00"),
        ("entre las dos y las cuatro", "14:00/16:00"),
        ("después de las 3", "15:00/20:00"),
        ("al mediodía", "12:00"),
    ],
)
def test_spanish_times(said, value):
    assert [found.value for found in find_times(said, "es")] == [value]


def test_good_morning_is_no_time():
    assert find_times("good morning, I need a visit", "en") == []


@pytest.mark.parametrize(
    ("said", "locale", "value"),
    [
        ("3/14/1985", "en", "1985-03-14"),
        ("14/3/1985", "en", "1985-03-14"),
        ("14/3/1985", "es", "1985-03-14"),
        ("5/12/85", "en", "1985-05-12"),
        ("5/12/19", "en", "2019-05-12"),
        ("5/12/27", "en", "1927-05-12"),
        ("march fourteenth nineteen eighty five", "en", "1985-03-14"),
        ("the fifth of february nineteen eighty four", "en", "1984-02-05"),
        ("april sixth two thousand seven", "en", "2007-04-06"),
        ("oh three fourteen nineteen eighty five", "en", "1985-03-14"),
        ("03141985", "en", "1985-03-14"),
        ("1985-03-14", "en", "1985-03-14"),
        ("catorce de marzo de mil novecientos ochenta y cinco", "es", "1985-03-14"),
        ("31 february 1980", "en", ""),
        ("march 14 2030", "en", ""),
        ("march 14 1850", "en", ""),
    ],
)
def test_birthdays_in_any_order(said, locale, value):
    found = find_birth_date(said, TODAY, locale)
    assert found is not None
    assert found.value == value


def test_a_day_without_a_year_is_no_birthday():
    assert find_birth_date("march 14", TODAY, "en") is None


def test_a_time_behind_a_date_is_no_year():
    assert find_birth_date("march 11th 12:45 in the afternoon", TODAY, "en") is None


@given(st.dates(date(1915, 1, 1), date(2026, 3, 3)))
def test_every_birthday_survives_being_written_in_words_and_digits(born):
    for said in (
        born.isoformat(),
        f"{born:%m/%d/%Y}",
        f"{born:%B} {born.day}, {born.year}",
        f"{born.day} {born:%b} {born.year}",
    ):
        found = find_birth_date(said, TODAY, "en")
        assert found is not None
        assert found.value == str(born)


@given(st.integers(0, 300))
def test_a_day_ahead_is_found_however_it_is_written(days):
    day = TODAY + timedelta(days=days)
    for said in (f"{day:%A}, {day:%B} {day.day}", f"{day:%b} {day.day}", f"{day.month}/{day.day}"):
        assert [found.value for found in find_dates(said, TODAY, "en")] == [str(day)]


@given(st.text(max_size=80))
def test_no_text_makes_a_parser_fail(text):
    for locale in ("en", "es"):
        for found in (*find_dates(text, TODAY, locale), *find_times(text, locale)):
            assert 0 <= found.start <= found.end <= len(text)


def test_a_weekday_tells_which_year_a_day_just_past_belongs_to():
    assert [found.value for found in find_dates("Sunday, March 1st", TODAY, "en")] == ["2026-03-01"]


def test_two_days_are_told_apart_where_no_range_is_meant():
    assert [found.value for found in find_dates("Friday to Monday", TODAY, "en", ranges=False)] == [
        "2026-03-06",
        "2026-03-09",
    ]


def test_where_the_day_comes_first_it_does_so_in_english_too():
    assert [found.value for found in find_dates("5/3 please", TODAY, "en", day_first=True)] == ["2026-03-05"]
    born = find_birth_date("5/3/1985", TODAY, "en", day_first=True)
    assert born is not None
    assert born.value == "1985-03-05"
