"""Clinicians by surname, first name, misspelling and sound, and when none is taken for sure."""

import pytest
from understanding_lines import VOCABULARY, told

FEW = ("Dr. Ama Osei", "Dr. Mei Chen", "Dr. Ana López", "Sam Reyes, NP")


def asked(say, line, language="en", clinicians=FEW):
    vocabulary = VOCABULARY.model_copy(update={"clinicians": clinicians})
    return told(say(line, "slot", "clinician", active_task="book", vocabulary=vocabulary, language=language))


@pytest.mark.parametrize(
    ("line", "language", "clinician"),
    [
        ("Dr. Osei", "en", "Dr. Ama Osei"),
        ("doctor osay", "en", "Dr. Ama Osei"),
        ("doctor okay", "en", "Dr. Ama Osei"),
        ("with Ama please", "en", "Dr. Ama Osei"),
        ("dr chan", "en", "Dr. Mei Chen"),
        ("Lopes", "en", "Dr. Ana López"),
        ("nurse Reyes", "en", "Sam Reyes, NP"),
        ("doctor rays", "en", "Sam Reyes, NP"),
        ("con la doctora Lópes", "es", "Dr. Ana López"),
        ("con el doctor Osay", "es", "Dr. Ama Osei"),
    ],
)
def test_a_clinician_is_known_however_the_name_was_heard(say, line, language, clinician):
    assert asked(say, line, language) == [f"set_slot clinician {clinician}"]


def test_of_two_that_may_be_meant_none_is_taken(say):
    two = ("Dr. Ama Osei", "Dr. Chidi Oday")
    assert "set_slot clinician Dr. Ama Osei" not in asked(say, "doctor okay", clinicians=two)
    assert "set_slot clinician Dr. Chidi Oday" not in asked(say, "doctor oxey", clinicians=two)
