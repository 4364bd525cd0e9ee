"""Names as told against names on file: what is the same, what is close, and what is somebody else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinic.names import (
    NameMatch,
    compare_family_names,
    compare_given_names,
    compare_names,
    fold,
    name_similarity,
    name_words,
)

SAME, CLOSE, DIFFERENT = NameMatch.SAME, NameMatch.CLOSE, NameMatch.DIFFERENT


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("María", "maria"),
        ("  PEÑA   Ruiz ", "pena ruiz"),
        ("O'Brien-Kowalski", "obrien kowalski"),
        ("O’Brien", "obrien"),
        ("Zoë Müller", "zoe muller"),
        ("Łukasz Øster Weiß", "lukasz oster weiss"),
        ("J. R. Smith, Jr.", "j r smith jr"),
        ("", ""),
    ],
)
def test_spelling_is_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("de la Cruz", ("cruz",)),
        ("van der Berg", ("berg",)),
        ("Smith Jr.", ("smith",)),
        ("Garcia y Lopez", ("garcia", "lopez")),
        ("Do", ("do",)),
        ("Le", ("le",)),
    ],
)
def test_particles_do_not_tell_people_apart(written: str, words: tuple[str, ...]) -> None:
    assert name_words(written) == words


@pytest.mark.parametrize(
    ("told", "on_file", "expected"),
    [
        ("maria", "María", SAME),
        ("Bill", "William", SAME),
        ("William", "Bill", SAME),
        ("Pepe", "José Luis", SAME),
        ("José", "José Luis", SAME),
        ("Jose Luis", "José", SAME),
        ("Anne Marie", "Anne-Marie", SAME),
        ("annemarie", "Anne-Marie", SAME),
        ("Lupita", "Guadalupe", SAME),
        ("Pat", "Patrick", SAME),
        ("Pat", "Patricia", SAME),
        ("Luis", "José Luis", CLOSE),
        ("Jon", "John", CLOSE),
        ("Marie", "Maria", CLOSE),
        ("Emma", "Emily", DIFFERENT),
        ("Patricia", "Patrick", CLOSE),
        ("Grace", "Robert", DIFFERENT),
        ("", "Robert", DIFFERENT),
        ("Robert", "", DIFFERENT),
    ],
)
def test_given_names(told: str, on_file: str, expected: NameMatch) -> None:
    assert compare_given_names(told, on_file) is expected


@pytest.mark.parametrize(
    ("told", "on_file", "expected"),
    [
        ("pena", "Peña Ruiz", SAME),
        ("ruiz", "Peña Ruiz", SAME),
        ("Kowalski", "O'Brien-Kowalski", SAME),
        ("o brien kowalski", "O'Brien-Kowalski", SAME),
        ("Cruz", "de la Cruz", SAME),
        ("delacruz", "de la Cruz", SAME),
        ("Miller Jr", "Miller", SAME),
        ("Alvares", "Alvarez", CLOSE),
        ("Muller", "Müller", SAME),
        ("Mueller", "Müller", CLOSE),
        ("Peña Gómez", "Peña Ruiz", CLOSE),
        ("Kim", "Chang", DIFFERENT),
        ("Li", "Lu", DIFFERENT),
        ("", "Chang", DIFFERENT),
    ],
)
def test_family_names(told: str, on_file: str, expected: NameMatch) -> None:
    assert compare_family_names(told, on_file) is expected


def test_a_whole_name_is_as_good_as_its_worse_part() -> None:
    assert compare_names(("Bob", "Chang"), ("Robert", "Chang")) is SAME
    assert compare_names(("Bob", "Cheng"), ("Robert", "Chang")) is CLOSE
    assert compare_names(("Bob", "Kim"), ("Robert", "Chang")) is DIFFERENT


def test_likeness_of_whole_names_does_not_mind_their_order() -> None:
    assert name_similarity("Alvarez, Maria", "María Alvarez") == 1
    assert (
        name_similarity("Maria Alvarez", "Grace Kim") < 0.7 < name_similarity("Mary Alvares", "Maria Alvarez")
    )
    assert name_similarity("", "Grace Kim") == 0


NAMES = st.text(max_size=30)


@example("𝖠nna")
@given(NAMES)
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES, NAMES)
def test_no_text_breaks_a_comparison(one: str, other: str) -> None:
    assert compare_names((one, other), (other, one)) in NameMatch
    assert 0 <= name_similarity(one, other) <= 1


@given(NAMES.filter(fold))
def test_a_name_is_the_same_as_itself_in_any_case(name: str) -> None:
    assert compare_names((name, name), (name.upper(), name)) is SAME or fold(name.upper()) != fold(name)
