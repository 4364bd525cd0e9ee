"""Half a number put right, the second of a list just told, one more for somebody else, a yes that changes something."""

import pytest
from understanding_lines import READ_BACK, told

NUMBER = {"filled": {"phone": "+12125550123"}, "active_task": "book"}


@pytest.mark.parametrize(
    ("line", "language", "number"),
    [
        ("not 0123, 0124", "en", "+12125550124"),
        ("it's 0124 not 0123", "en", "+12125550124"),
        ("the last four are 0124", "en", "+12125550124"),
        ("last four digits zero one two four", "en", "+12125550124"),
        ("it ends in 24", "en", "+12125550124"),
        ("the area code is 646", "en", "+16465550123"),
        ("los últimos cuatro son 0124", "es", "+12125550124"),
        ("no es 0123, es 0124", "es", "+12125550124"),
        ("termina en 0124", "es", "+12125550124"),
        ("el código de área es 646", "es", "+16465550123"),
    ],
)
def test_half_a_number_changes_the_number_in_hand(say, line, language, number):
    assert told(say(line, "slot", "phone", language=language, **NUMBER)) == [f"set_slot phone {number}"]


def test_at_a_read_back_the_changed_number_is_no_yes(say):
    assert told(say("no, the last four are 0124", "confirm", **NUMBER)) == [
        "deny",
        "set_slot phone +12125550124",
    ]
    assert told(say("the last four are 0124", "confirm", **NUMBER)) == ["set_slot phone +12125550124"]


@pytest.mark.parametrize("line", ["not 9999, 0124", "the last four are 0123", "not 01, 0124"])
def test_a_part_that_is_not_in_the_number_changes_nothing(say, line):
    assert "set_slot" not in " ".join(told(say(line, "slot", "phone", **NUMBER)))


def test_without_a_number_in_hand_half_a_number_is_asked_again(say):
    assert told(say("the last four are 0124", "slot", "phone", active_task="book")) == ["unclear"]


@pytest.mark.parametrize(
    ("line", "language", "commands"),
    [
        ("the second one", "en", ["choose 1"]),
        ("no I meant the first one", "en", ["choose 0"]),
        ("the last one please", "en", ["choose -1"]),
        ("la segunda", "es", ["choose 1"]),
        ("la última por favor", "es", ["choose -1"]),
        ("cancel the second one", "en", ["start_task cancel_appointment", "choose 1"]),
        ("cancele la primera", "es", ["start_task cancel_appointment", "choose 0"]),
    ],
)
def test_a_place_in_the_list_just_told(say, line, language, commands):
    previous = {"en": "You have two visits: Friday and Monday.", "es": "Tiene dos citas: viernes y lunes."}[
        language
    ]
    assert told(say(line, previous=previous, language=language)) == commands


@pytest.mark.parametrize(
    ("line", "language", "person"),
    [
        ("and one for my son", "en", "son"),
        ("I also need one for my daughter", "en", "daughter"),
        ("can I get another appointment for my wife", "en", "spouse"),
        ("y otra para mi hijo", "es", "son"),
        ("también necesito una para mi mamá", "es", "mother"),
    ],
)
def test_one_more_for_somebody_else_is_a_booking_of_its_own(say, line, language, person):
    heard = told(say(line, "slot", "date", active_task="book", language=language))
    assert heard == ["start_task book", f"set_slot person {person}"]


@pytest.mark.parametrize(
    "line",
    [
        "I need a physical and one for my son too",
        "book me a checkup next week, and another one for my son",
        "necesito un chequeo y otro para mi hijo",
    ],
)
def test_two_persons_in_one_line_are_two_bookings(say, line):
    heard = told(say(line, language="es" if "necesito" in line else "en"))
    assert heard.count("start_task book") == 2
    assert heard[-1] == "set_slot person son"


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("yes, but make it the afternoon", "en"),
        ("ok but can we do Thursday instead", "en"),
        ("sí, pero por la tarde", "es"),
        ("claro, pero el jueves", "es"),
    ],
)
def test_a_yes_that_changes_something_is_no_yes(say, line, language):
    heard = say(line, "confirm", active_task="book", previous=READ_BACK, language=language)
    assert {command.command for command in heard.commands} == {"set_slot"}


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I don't want to cancel my appointment", "en"),
        ("please don't delete my booking", "en"),
        ("I never asked you to cancel the visit", "en"),
        ("no quiero cancelar mi cita", "es"),
        ("no me cancele la cita", "es"),
    ],
)
def test_what_is_not_to_be_cancelled_is_not(say, line, language):
    assert not any(command.command == "start_task" for command in say(line, language=language).commands)


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("no, not 9, 10", ["deny", "set_slot time 10:00"]),
        ("ok but 10", ["set_slot time 10:00"]),
        ("wait, no", ["deny"]),
    ],
)
def test_a_lone_hour_at_a_read_back(say, line, commands):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == commands


@pytest.mark.parametrize(
    ("line", "language", "task"),
    [
        ("yes move it", "en", "reschedule"),
        ("yes please, change it", "en", "reschedule"),
        ("yes, book it please", "en", "book"),
        ("ok cancel it", "en", "cancel_appointment"),
        ("sí, cámbiela", "es", "reschedule"),
        ("sí, cancélela por favor", "es", "cancel_appointment"),
    ],
)
def test_a_yes_with_the_verb_of_the_task_is_a_yes(say, line, language, task):
    assert told(say(line, "confirm", active_task=task, language=language)) == ["affirm"]


def test_yes_change_it_while_booking_is_no_yes(say):
    assert "affirm" not in told(say("yes, change it", "confirm", active_task="book", previous=READ_BACK))


def test_a_name_spelled_and_said_is_a_name_where_nobody_asked(say):
    assert told(say("It is Nguyen, N G U Y E N.")) == ["set_slot last_name Nguyen"]


@pytest.mark.parametrize(
    ("line", "language"),
    [("there is no phone", "en"), ("I have no cell phone", "en"), ("no hay teléfono", "es")],
)
def test_no_phone_is_an_answer(say, line, language):
    assert told(say(line, "slot", "phone", active_task="book", language=language)) == ["deny"]


def test_a_spanish_question_is_no_name(say):
    heard = told(
        say(
            "¿podemos hablar en español? necesito mover mi cita",
            "slot",
            "first_name",
            active_task="reschedule",
        )
    )
    assert not any(command.startswith("set_slot first_name") for command in heard)


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("¿hay estacionamiento?", ["ask_question"]),
        ("¿aceptan mascotas?", ["ask_question"]),
        ("hay martinez", ["set_slot first_name Hay", "set_slot last_name Martinez"]),
    ],
)
def test_a_question_of_two_words_is_no_name_and_an_odd_name_is_one(say, line, heard):
    said = told(say(line, "slot", "first_name", active_task="book"))
    assert [each if each.startswith("set_slot") else each.split()[0] for each in said] == heard
