"""A medicine named by generic, brand, misspelling, sound or purpose, against the patient's own list."""

import pytest
from understanding_lines import VOCABULARY, told

MINE = (
    "Lisinopril 10 mg tablet",
    "Metformin 500 mg tablet",
    "Atorvastatin 20 mg tablet",
    "Albuterol inhaler",
    "Sertraline 50 mg tablet",
)


def asked(say, line, language="en", mine=MINE):
    vocabulary = VOCABULARY.model_copy(update={"medicines": mine})
    return told(say(line, "slot", "medicine", active_task="refill", vocabulary=vocabulary, language=language))


@pytest.mark.parametrize(
    ("line", "language", "medicine"),
    [
        ("lisinopril", "en", "Lisinopril 10 mg tablet"),
        ("the lisinipril please", "en", "Lisinopril 10 mg tablet"),
        ("Zestril", "en", "Lisinopril 10 mg tablet"),
        ("my glucophage", "en", "Metformin 500 mg tablet"),
        ("met forming", "en", "Metformin 500 mg tablet"),
        ("lipitor", "en", "Atorvastatin 20 mg tablet"),
        ("I need more Zoloft", "en", "Sertraline 50 mg tablet"),
        ("my blood pressure pill", "en", "Lisinopril 10 mg tablet"),
        ("the pills for my diabetes", "en", "Metformin 500 mg tablet"),
        ("the cholesterol medicine", "en", "Atorvastatin 20 mg tablet"),
        ("my rescue inhaler", "en", "Albuterol inhaler"),
        ("the antidepressant pills", "en", "Sertraline 50 mg tablet"),
        ("la pastilla de la presión", "es", "Lisinopril 10 mg tablet"),
        ("la metformina", "es", "Metformin 500 mg tablet"),
        ("la medicina para el azúcar", "es", "Metformin 500 mg tablet"),
        ("mis pastillas del colesterol", "es", "Atorvastatin 20 mg tablet"),
        ("el inhalador", "es", "Albuterol inhaler"),
        ("las pastillas para la depresión", "es", "Sertraline 50 mg tablet"),
    ],
)
def test_a_medicine_of_the_list_is_found_however_it_is_named(say, line, language, medicine):
    assert asked(say, line, language) == [f"set_slot medicine {medicine}"]


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("my blood pressure pill", "en", "blood pressure pill"),
        ("la pastilla de la presión", "es", "pastilla de la presión"),
    ],
)
def test_of_two_of_a_kind_none_is_guessed(say, line, language, said):
    two = ("Lisinopril 10 mg tablet", "Amlodipine 5 mg tablet")
    assert asked(say, line, language, two) == [f"set_slot medicine {said}"]


def test_what_is_not_in_the_list_is_told_as_it_was_said(say):
    assert asked(say, "Eliquis") == ["set_slot medicine Eliquis"]
    assert asked(say, "my water pill") == ["set_slot medicine water pill"]


@pytest.mark.parametrize("line", ["I need a refill", "the same one", "I have an appointment about my heart"])
def test_other_words_are_no_medicine_of_the_list(say, line):
    vocabulary = VOCABULARY.model_copy(update={"medicines": MINE})
    heard = told(say(line, vocabulary=vocabulary))
    assert not any(entry in command for command in heard for entry in MINE)
