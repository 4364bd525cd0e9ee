"""Replies as a recognizer wrote them down: what can still be told is told, what contradicts itself is asked again."""

import pytest
from understanding_lines import told

from agents.understanding.parsing.sounds import sound


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("share", "en"),
        ("shore, that's fine", "en"),
        ("yeps", "en"),
        ("oak hay", "en"),
        ("sea, por favor", "es"),
    ],
)
def test_a_yes_that_was_heard_wrongly_is_a_yes(say, line, language):
    assert told(say(line, "confirm", active_task="book", language=language)) == ["affirm"]


@pytest.mark.parametrize("line", ["know thanks", "know, that's not it"])
def test_a_no_that_was_heard_wrongly_is_a_no(say, line):
    assert told(say(line, "confirm", active_task="book"))[0] == "deny"


def test_a_yes_with_a_question_is_both(say):
    heard = told(say("yes that is right but as the address", "confirm", active_task="book"))
    assert heard[0] == "affirm"
    assert heard[1].startswith("ask_question")


@pytest.mark.parametrize(
    ("line", "slot", "language"),
    [
        ("last name Miller, P A R K E R", "last_name", "en"),
        ("Johnson g o m e z", "last_name", "en"),
        ("my last name is Okafor spelled B A K E R", "last_name", "en"),
        ("mi apellido es Herrera, M O R A", "last_name", "es"),
        ("first name Anna, spelled G R E G", "first_name", "en"),
    ],
)
def test_a_spelling_that_is_another_name_sets_nothing(say, line, slot, language):
    assert told(say(line, "slot", slot, active_task="book", language=language)) == ["unclear contradiction"]


@pytest.mark.parametrize(
    ("line", "last_name"),
    [
        ("Smith, S M Y T H E", "Smythe"),
        ("last name Lopez, L O P E S", "Lopes"),
        ("Nguyen N G U Y E N", "Nguyen"),
        ("last name Clark, C L A R K E", "Clarke"),
    ],
)
def test_a_spelling_that_sounds_like_the_name_is_how_it_is_written(say, line, last_name):
    assert told(say(line, "slot", "last_name", active_task="book")) == [f"set_slot last_name {last_name}"]


def test_a_year_that_was_said_twice_is_asked_again(say):
    heard = say("the third of june eighty eighty four", "slot", "birth_date", active_task="book")
    assert not any(command.command == "set_slot" for command in heard.commands)


@pytest.mark.parametrize(
    ("line", "language"),
    [("nothing I am so thankful for you", "en"), ("no nothing at all", "en"), ("no, nada, es todo", "es")],
)
def test_nothing_more_is_a_no_whatever_follows(say, line, language):
    asked = {"en": "Is there anything else I can do?", "es": "¿Necesita algo más?"}[language]
    assert told(say(line, "confirm", previous=asked, language=language)) == ["deny"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Smith", "Smythe", True),
        ("Catherine", "Kathryn", True),
        ("Philips", "Fillips", True),
        ("Vásquez", "Basques", True),
        ("Chen", "Chan", True),
        ("Chen", "Ten", False),
        ("O'Brien", "Oprin", False),
        ("Miller", "Parker", False),
    ],
)
def test_names_that_sound_alike_share_a_key(one, other, alike):
    assert (sound(one) == sound(other)) is alike
