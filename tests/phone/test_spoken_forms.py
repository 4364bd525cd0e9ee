"""How facts and texts are said: tables of what a voice gets to read."""

import re
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.number_words import cardinal, ordinal, year_in_words
from agents.spoken import briefly, counted, speakable, spelled, spoken_clock
from agents.wording import Catalog, load_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ZoneInfo("America/New_York"), "US")


@pytest.mark.parametrize(
    ("language", "moment", "said"),
    [
        ("en", time(9, 5), "nine oh five in the morning"),
        ("en", time(12, 0), "twelve noon"),
        ("en", time(12, 30), "twelve thirty in the afternoon"),
        ("en", time(17, 45), "five forty-five in the afternoon"),
        ("en", time(0, 30), "twelve thirty in the morning"),
        ("es", time(9, 20), "nueve y veinte de la mañana"),
        ("es", time(13, 15), "una y cuarto de la tarde"),
        ("es", time(12, 0), "doce del mediodía"),
        ("es", time(20, 30), "ocho y media de la noche"),
    ],
)
def test_times_of_day(language: str, moment: time, said: str) -> None:
    assert spoken_clock(moment, language) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "Call 911 or (212) 555-0100.",
            "Call nine one one or two one two, five five five, zero one zero zero.",
        ),
        (
            "en",
            "Poison Control: 1-800-222-1222",
            "Poison Control: one, eight zero zero, two two two, one two two two",
        ),
        ("en", "See https://clinic.example/forms?a=b today.", "See our website today."),
        (
            "en",
            "Dr. Osei (Main Street) at 9:05 AM",
            "Doctor Osei, Main Street, at nine oh five in the morning",
        ),
        ("en", "say “person” at any time", "say person at any time"),
        ("en", "120 Main Street, floor 2", "120 Main Street, floor 2"),
        ("es", "Llame al 911 a las 1:15 p. m.", "Llame al nueve uno uno a la una y cuarto de la tarde"),
        ("es", "diga «persona»", "diga persona"),
    ],
)
def test_texts_of_a_clinic(language: str, text: str, said: str) -> None:
    assert speakable(text, language) == said


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        ("en", {"name": "A B", "birth_date": "1985-03-14", "phone": "+12125550123"},
         "I could not match those details. I have A B, spelled A., B. Born March fourteenth, nineteen eighty-five, "
         "phone two one two, five five five, zero one two three. Is all of that right?"),
        ("es", {"name": "A B", "birth_date": "2001-02-01", "phone": None},
         "No pude encontrar esos datos. Tengo A B, se escribe A., B. Fecha de nacimiento primero de febrero de "
         "dos mil uno. ¿Es todo correcto?"),
    ],
)  # fmt: skip
def test_particulars_are_spelled_back(
    catalog: Catalog, language: str, source: dict[str, str], said: str
) -> None:
    assert catalog.speak("intake.check_details", language, **source, labels=[]) == said


def test_options_are_counted_and_what_all_of_them_share_is_said_once() -> None:
    labels = [
        "Monday at nine with Doctor Osei at Main Street",
        "Tuesday at two with Doctor Osei at Main Street",
    ]

    assert counted(briefly(labels, "en"), "en") == (
        "First, Monday at nine with Doctor Osei at Main Street. Second, Tuesday at two."
    )
    assert briefly([*labels, "Friday at one with Nurse Brooks at Lakeside"], "en")[1] == labels[1]


def test_names_are_spelled_letter_by_letter() -> None:
    assert spelled("O'Brien-Kowalski") == "O., B. R. I. E. N., K. O. W. A. L. S. K. I."


@given(st.integers(0, 9999))
def test_every_number_has_words_of_its_own(number: int) -> None:
    for language in ("en", "es"):
        assert re.fullmatch(r"[a-záéíóú -]+", cardinal(number, language))
    assert cardinal(number, "en") != cardinal((number + 1) % 10_000, "en")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_days_and_years_are_said_without_a_digit(day: date) -> None:
    said = f"{ordinal(day.day)} {year_in_words(day.year, 'en')} {year_in_words(day.year, 'es')}"
    assert not re.search(r"\d", said)


@given(st.text(max_size=200))
def test_any_text_can_be_made_speakable_and_stays_as_it_is_then(text: str) -> None:
    for language in ("en", "es"):
        once = speakable(text, language)
        assert not re.search(r"https?://\w", once)
