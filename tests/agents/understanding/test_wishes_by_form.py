"""Wishes that the form of the words tells: two in one line, an animal's, the building's, a spot given away."""

import pytest


def tasks(interpretation):
    return [command.task for command in interpretation.commands if command.command == "start_task"]


@pytest.mark.parametrize(
    ("line", "language", "both"),
    [
        ("gotta pay my bill n make an appointment for a pap", "en", ["billing", "book"]),
        ("can you update my address, oh and I need a referral", "en", ["update_contact", "referral"]),
        ("I want a copy of my records and also a refill", "en", ["records", "refill"]),
        ("quiero pagar mi cuenta y también hacer una cita", "es", ["billing", "book"]),
        ("necesito renovar la metformina, ah y cuándo es mi cita", "es", ["refill", "appointment_info"]),
    ],
)
def test_two_wishes_in_one_line_are_both_heard(say, line, language, both):
    assert tasks(say(line, language=language)) == both


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("our puppy needs his shots", "en"),
        ("can you see my cat tomorrow", "en"),
        ("mi perrito necesita una vacuna", "es"),
        ("quiero una cita para mi gata", "es"),
    ],
)
def test_an_animal_is_no_patient_here(say, line, language):
    assert tasks(say(line, language=language)) == []


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("my dog bit me and I need a tetanus shot", "en"),
        ("I'm allergic to my cat, I need an appointment", "en"),
        ("me mordió mi perro y necesito una vacuna", "es"),
    ],
)
def test_who_was_hurt_by_an_animal_is_a_patient(say, line, language):
    assert tasks(say(line, language=language)) == ["book"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("is your office wheelchair accessible, my mother has an appointment Thursday", "en"),
        ("do you have an elevator, I'm coming in tomorrow", "en"),
        ("¿hay rampa en la entrada? tengo cita mañana", "es"),
    ],
)
def test_what_the_building_is_like_is_a_question_whatever_follows(say, line, language):
    assert [c.command for c in say(line, language=language).commands] == ["ask_question"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("give that spot to somebody else", "en"),
        ("you can let someone else have it, cancel my visit", "en"),
        ("cancle my appoinment plz", "en"),
        ("get rid of it", "en"),
        ("dele mi lugar a otra persona", "es"),
        ("canselar mi sita", "es"),
    ],
)
def test_a_visit_given_up_in_any_words_is_cancelled(say, line, language):
    assert tasks(say(line, language=language)) == ["cancel_appointment"]


@pytest.mark.parametrize("line", ["good mornin", "mornin", "good evenin"])
def test_a_dropped_g_greets_too(say, line):
    assert [c.command for c in say(line).commands] == ["small_talk"]
