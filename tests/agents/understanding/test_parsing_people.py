"""Names, phone numbers, e-mail addresses, codes, yes and no, and spoken numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.understanding.parsing.emails import find_email
from agents.understanding.parsing.names import find_name
from agents.understanding.parsing.numbers import digitise
from agents.understanding.parsing.phones import find_code, find_phone
from agents.understanding.parsing.text import fold
from agents.understanding.parsing.yes_no import read_yes_no


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("maria lopez", "Maria", "Lopez"),
        ("MARIA LOPEZ", "Maria", "Lopez"),
        ("Lopez, Maria", "Maria", "Lopez"),
        ("my name is ana de la cruz", "Ana", "de la Cruz"),
        ("yes it's john o'brien", "John", "O'Brien"),
        ("um this is pat mccarthy calling about my bill", "Pat", "McCarthy"),
        ("first name is mary, last name is jones", "Mary", "Jones"),
        ("Mary Ann Smith", "Mary Ann", "Smith"),
        ("me llamo José García López", "José", "García López"),
        ("María José Fernández-Ruiz", "María José", "Fernández-Ruiz"),
        ("Jean-Luc Picard", "Jean-Luc", "Picard"),
        ("it's Ana", "Ana", ""),
        ("sure, Pat Kowalski k o w a l s k i", "Pat", "Kowalski"),
    ],
)
def test_names_when_the_name_is_asked_for(said, first, last):
    name = find_name(said, "es" if "llamo" in said else "en", "first_name")
    assert name is not None
    assert (name.first, name.last) == (first, last)


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("Nguyen, N-G-U-Y-E-N", "Nguyen"),
        ("last name Okafor o k a f o r", "Okafor"),
        ("McCarthy, M-C-C-A-R-T-H-Y", "McCarthy"),
        ("Smith, S as in Sam M I T H", "Smith"),
        ("O'Brien", "O'Brien"),
    ],
)
def test_spelled_last_names(said, last):
    name = find_name(said, "en", "last_name")
    assert name is not None
    assert name.last == last


@pytest.mark.parametrize(
    "said",
    ["Maria Lopez", "I'm new here", "this is urgent", "it's for a checkup", "I'm calling about my bill"],
)
def test_no_name_is_heard_where_nobody_asked_and_nobody_said_so(said):
    assert find_name(said, "en") is None


@pytest.mark.parametrize("said", ["where do I park?", "tomorrow morning", "yes", "I don't know"])
def test_what_is_no_name_is_not_taken_for_one(said):
    assert find_name(said, "en", "first_name") is None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("212-555-0123", "+12125550123"),
        ("my number is (212) 555 0123", "+12125550123"),
        ("two one two five five five oh one two three", "+12125550123"),
        ("area code 212 then triple five 0123", "+12125550123"),
        ("+44 113 496 0009", "+441134960009"),
        ("dos uno dos cinco cinco cinco cero uno dos tres", "+12125550123"),
    ],
)
def test_phone_numbers_written_and_spoken(said, number):
    found = find_phone(said, "es" if said.startswith("dos") else "en")
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize(
    "said", ["123", "911-67-0060", "3/14/1985", "credit card 3600 0000 0000 009", "555 0123", "s666666666"]
)
def test_what_is_no_phone_number_is_refused(said):
    assert find_phone(said, "en") is None


@pytest.mark.parametrize(
    ("said", "email"),
    [
        ("it's Maria.Lopez@Example.com", "maria.lopez@example.com"),
        ("maria dot lopez at example dot com", "maria.lopez@example.com"),
        ("ana guion bajo ruiz arroba example punto com", "ana_ruiz@example.com"),
    ],
)
def test_emails_written_and_spoken(said, email):
    found = find_email(said)
    assert found is not None
    assert found.value == email


def test_a_code_may_be_grouped_or_spoken():
    for said in ("482913", "482 913", "it's four eight two nine one three"):
        found = find_code(said, "en")
        assert found is not None
        assert found.value == "482913"


@pytest.mark.parametrize(
    ("said", "locale", "digits"),
    [
        ("nineteen eighty five", "en", "1985"),
        ("nineteen oh five", "en", "1905"),
        ("two thousand and ten", "en", "2010"),
        ("twenty twenty six", "en", "2026"),
        ("twenty first", "en", "21th"),
        ("double seven", "en", "7 7"),
        ("the afternoon one", "en", "the afternoon one"),
        ("mil novecientos ochenta y cinco", "es", "1985"),
        ("treinta y uno", "es", "31"),
    ],
)
def test_spoken_numbers(said, locale, digits):
    assert digitise(fold(said), locale).text == digits


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "Yeah that works for me",
        "that's right",
        "sí claro",
        "Perfect, that's exactly it.",
        "all correct",
    ],
)
def test_yes_in_many_forms(said):
    answer = read_yes_no(said, "es" if said.startswith("sí") else "en")
    assert answer is not None
    assert (answer.kind, answer.rest) == ("yes", "")


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "nope",
        "not really",
        "that's not right",
        "no it's wrong",
        "hold on",
        "I'd rather not",
        "maybe later",
    ],
)
def test_no_in_many_forms(said):
    answer = read_yes_no(said, "en")
    assert answer is not None
    assert (answer.kind, answer.rest) == ("no", "")


def test_a_yes_with_a_condition_says_so():
    answer = read_yes_no("Yes, but make it the afternoon", "en")
    assert answer is not None
    assert (answer.kind, answer.rest, answer.but) == ("yes", "make it the afternoon", True)


@given(st.from_regex(r"[2-9][0-8][2-9]5550[1][0-9]{2}", fullmatch=True))
def test_a_number_is_the_same_written_in_any_way(digits):
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    ways = (digits, f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", " ".join(names[int(d)] for d in digits))
    values = {found.value if (found := find_phone(way, "en")) else None for way in ways}
    assert len(values) == 1


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert len(digitise(fold(text), "en").offsets) == len(digitise(fold(text), "en").text) + 1
