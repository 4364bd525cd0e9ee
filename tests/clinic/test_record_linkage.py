"""What a caller says against what is on file: evidence by field, and what it is enough for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.birthdays import compare_birthdays
from clinic.name_sounds import sounds_alike
from clinic.phones import compare_phones, spellings
from clinic.record_linkage import (
    Grade,
    OnFile,
    Particulars,
    compare,
    compare_family,
    compare_given,
    compare_postal_codes,
    weights,
)

BORN = date(1985, 3, 4)
MARIA = OnFile(
    names=(("Maria", "Alvarez"),), birth_date=BORN, phones=("+12125550123",), postal_codes=("10013",)
)
NOBODY, POSSIBLE, PROBABLE, CERTAIN = Grade.CERTAINLY_NOT, Grade.POSSIBLE, Grade.PROBABLE, Grade.CERTAIN


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("alvarez", "alvares", True), ("hernandez", "ernandes", True), ("vazquez", "basquez", True),
        ("jimenez", "gimenez", True), ("villa", "viya", True), ("jon", "john", True), ("stephen", "steven", True),
        ("sara", "sarah", True), ("ann", "anne", True), ("jon", "jane", False), ("luis", "luisa", False),
        ("maria", "mario", False), ("emily", "emilia", False), ("garcia", "garza", False),
    ],
)  # fmt: skip
def test_names_that_are_said_alike(one: str, other: str, alike: bool) -> None:
    assert sounds_alike(one, other) is alike
    assert sounds_alike(other, one) is alike


@pytest.mark.parametrize(
    ("told", "on_file", "match"),
    [
        ("maría", "Maria", "exact"), ("Annemarie", "Anne-Marie", "exact"), ("Bob", "Robert", "short_form"),
        ("José", "José Luis", "short_form"), ("Maria J.", "María José", "short_form"), ("Jon", "John", "sound"),
        ("Marla", "Maria", "close"), ("Davdi", "David", "close"), ("M", "Maria", "begun"), ("Luis", "José Luis", "begun"),
        ("Luisa", "Luis", "sibling"), ("Daniel", "Daniela", "sibling"), ("María Ana", "María José", "sibling"),
        ("Hannah", "Anna", "different"), ("Ella", "Stella", "different"), ("Grace", "Robert", "different"),
        ("", "Robert", "unknown"), ("Robert", "", "unknown"),
    ],
)  # fmt: skip
def test_given_names_agree_on_a_level(told: str, on_file: str, match: str) -> None:
    assert compare_given(told, on_file) == match


@pytest.mark.parametrize(
    ("told", "on_file", "match"),
    [
        ("pena ruiz", "Peña Ruiz", "exact"), ("delacruz", "de la Cruz", "exact"), ("Ruiz", "Peña Ruiz", "part"),
        ("Alvares", "Álvarez", "sound"), ("Okator", "Okafor", "close"), ("Kim", "Chang", "different"),
    ],
)  # fmt: skip
def test_family_names_agree_on_a_level(told: str, on_file: str, match: str) -> None:
    assert compare_family(told, on_file) == match


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ("1985-03-04", "same"), ("1985-04-03", "swapped"), ("1985-03-05", "digit"), ("1986-03-04", "digit"),
        ("1985-03-14", "digit"), ("1975-03-04", "different"), ("1986-03-05", "different"),
    ],
)  # fmt: skip
def test_birthdays_agree_on_a_level(told: str, match: str) -> None:
    assert compare_birthdays(date.fromisoformat(told), BORN) == match


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ("+12125550123", "on_file"), ("+12125550124", "digit"), ("+12125550132", "digit"),
        ("+16465550123", "different"), (None, "unknown"),
    ],
)  # fmt: skip
def test_phones_agree_on_a_level(told: str | None, match: str) -> None:
    assert compare_phones(told, MARIA.phones) == match


def test_a_phone_is_looked_for_in_the_ways_in_which_it_is_written() -> None:
    assert {"+12125550123", "(212) 555-0123", "212-555-0123", "2125550123"} <= set(spellings("+12125550123"))


def test_postal_codes_may_be_told_without_their_last_four_digits() -> None:
    assert compare_postal_codes("10013", ("10013-2201",)) == "same"
    assert compare_postal_codes("11215", ("10013",)) == "different"
    assert compare_postal_codes("", ("10013",)) == "unknown"


@pytest.mark.parametrize(
    ("first", "last", "born", "phone", "grade"),
    [
        ("Maria", "Alvarez", "1985-03-04", None, CERTAIN),
        ("Maria", "Alvarez", "1985-03-04", "+16465550199", CERTAIN),
        ("Marla", "Alvarez", "1985-03-04", "+12125550123", CERTAIN),
        ("Marla", "Alvarez", "1985-03-04", None, POSSIBLE),  # a name nearly right is not enough by itself
        ("Maria", "Alvarez", "1985-04-03", "+12125550123", CERTAIN),
        ("Maria", "Alvarez", "1985-04-03", "+16465550199", PROBABLE),
        ("Mario", "Alvarez", "1985-03-04", "+12125550123", POSSIBLE),  # a twin, as likely
        ("Peter", "Alvarez", "1985-03-04", "+12125550123", POSSIBLE),
        ("Peter", "Alvarez", "1985-03-04", None, NOBODY),
        ("Maria", "Alvarez", "1957-03-04", "+12125550123", POSSIBLE),  # mother and daughter of one name
        ("Maria", "Alvarez", "1957-03-04", None, NOBODY),
        ("Maria", "Okonkwo", "1985-03-04", "+12125550123", NOBODY),
    ],
)
def test_what_the_evidence_is_enough_for(
    first: str, last: str, born: str, phone: str | None, grade: Grade
) -> None:
    told = Particulars(first_name=first, last_name=last, birth_date=date.fromisoformat(born), phone=phone)
    assert weights().grade(compare(told, MARIA)) is grade


def test_of_several_names_on_file_the_one_that_fits_counts() -> None:
    married = MARIA.model_copy(update={"names": (("Maria", "Smith"), ("", "Alvarez"))})
    told = Particulars(first_name="Maria", last_name="Alvarez", birth_date=BORN, phone="+12125550123")
    assert weights().grade(compare(told, married)) is CERTAIN


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_breaks_the_comparison(first: str, last: str, other_first: str, other_last: str) -> None:
    on_file = OnFile(names=((other_first, other_last),), birth_date=BORN)
    told = Particulars(first_name=first, last_name=last, birth_date=BORN)
    assert weights().grade(compare(told, on_file)) in Grade
