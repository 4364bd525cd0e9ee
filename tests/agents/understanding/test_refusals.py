"""A read-back turned down without a plain no, a fact that still holds or has changed, a farewell, the other of two."""

import pytest
from understanding_lines import READ_BACK, told

KNOWN = {
    "en": "I have your number as 212 555 0199. Is it still right?",
    "es": "Tengo el 212 555 0199. ¿Sigue siendo su número?",
}
TWO = {
    "en": ("Tue, Mar 3, 8:20 AM", "Tue, Mar 3, 4:40 PM"),
    "es": ("mar, 3 mar, 8:20", "jue, 5 mar, 16:40"),
}


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("still the same", "en"),
        ("hasn't changed", "en"),
        ("that's the one", "en"),
        ("nothing has changed", "en"),
        ("sigue igual", "es"),
        ("ese mismo", "es"),
        ("no ha cambiado", "es"),
        ("el mismo de siempre", "es"),
    ],
)
def test_a_fact_that_still_holds_is_affirmed(say, line, language):
    heard = say(line, "confirm", language=language, active_task="book", previous=KNOWN[language])
    assert told(heard) == ["affirm"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("it's changed", "en"),
        ("not anymore", "en"),
        ("that's an old number", "en"),
        ("I got a new phone number", "en"),
        ("ya cambió", "es"),
        ("ese era el anterior", "es"),
        ("ya no es ese", "es"),
        ("tengo otro celular", "es"),
    ],
)
def test_a_fact_that_has_changed_is_denied(say, line, language):
    heard = say(line, "confirm", language=language, active_task="book", previous=KNOWN[language])
    assert told(heard) == ["deny"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I can't make it that day", "en"),
        ("sorry, tuesday doesn't work for me", "en"),
        ("9:20 is too early for me", "en"),
        ("that day is no good", "en"),
        ("I'm busy Tuesday", "en"),
        ("el martes no puedo", "es"),
        ("a esa hora no me queda", "es"),
        ("no puedo ir ese día", "es"),
        ("mejor no", "es"),
    ],
)
def test_a_day_or_hour_that_does_not_suit_turns_the_read_back_down(say, line, language):
    heard = say(line, "confirm", language=language, active_task="book", previous=READ_BACK)
    assert told(heard) == ["deny"]


def test_what_follows_a_day_that_does_not_suit_is_heard_too(say):
    heard = say("I can't do Tuesday, how about Thursday", "confirm", active_task="book", previous=READ_BACK)
    assert "set_slot date 2026-03-05" in told(heard)
    assert "affirm" not in told(heard)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("no, leave it", "en"),
        ("I'd rather keep it", "en"),
        ("keep the appointment please", "en"),
        ("no, la quiero dejar", "es"),
        ("déjela como está", "es"),
        ("prefiero conservarla", "es"),
    ],
)
def test_who_keeps_the_visit_denies_the_cancelling(say, line, language):
    previous = {"en": "Shall I cancel it?", "es": "¿La cancelo?"}[language]
    heard = say(line, "confirm", language=language, active_task="cancel_appointment", previous=previous)
    assert told(heard) == ["deny"]


@pytest.mark.parametrize("line", ["bet", "that is right only", "correct only"])
def test_every_kind_of_english_has_its_yes(say, line):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == ["affirm"]


@pytest.mark.parametrize("expects", ["confirm", "none"])
@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("ok bye now", "en"),
        ("alright, take care", "en"),
        ("okay have a nice day", "en"),
        ("bueno, hasta luego", "es"),
        ("ok adiós", "es"),
    ],
)
def test_an_ok_that_opens_a_farewell_agrees_to_nothing(say, line, language, expects):
    heard = say(line, expects, language=language, previous=READ_BACK)
    assert told(heard) == ["small_talk goodbye"]


def test_a_real_yes_before_a_farewell_is_a_yes(say):
    heard = say("yes book it, bye", "confirm", active_task="book", previous=READ_BACK)
    assert told(heard)[0] == "affirm"


@pytest.mark.parametrize(
    ("line", "language", "index"),
    [
        ("the earlier of the two", "en", 0),
        ("the later one of those", "en", 1),
        ("not the 8:20, the other one", "en", 1),
        ("not the second one, the other", "en", 0),
        ("twenty to five's fine", "en", 1),
        ("la más temprana de las dos", "es", 0),
        ("la del martes no, la otra", "es", 1),
        ("la segunda mejor", "es", 1),
        ("la 2", "es", 1),
    ],
)
def test_one_of_two_is_picked(say, line, language, index):
    expects = {"kind": "choose", "options": TWO[language]}
    heard = say(line, language=language, active_task="book", expects=expects)
    assert told(heard) == [f"choose {index}"]
