"""Replies to what was asked: confirmations, choices and slots."""

import pytest
from understanding_lines import READ_BACK, told


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("yes", ["affirm"]),
        ("that's right", ["affirm"]),
        ("sounds good", ["affirm"]),
        ("ok no problem, this sounds fine", ["affirm"]),
        ("nope", ["deny"]),
        ("not really", ["deny"]),
        ("hold on", ["unclear wait"]),
        ("yes, but make it the afternoon", ["set_slot time 12:00/17:00"]),
        ("yes tuesday at 9:20 is fine", ["affirm"]),
        ("yes please book it, and where do I park?", ["affirm", "ask_question where do I park?"]),
        ("no, thursday instead", ["deny", "set_slot date 2026-03-05"]),
        ("actually I'd rather see Dr. Chen", ["set_slot clinician Dr. Mei Chen"]),
        ("make it 3pm", ["set_slot time 15:00"]),
        ("do you have anything later", ["other_options"]),
        ("yes but can I come later?", ["other_options"]),
        ("what should I bring?", ["ask_question what should I bring?"]),
        ("what?", ["repeat"]),
        ("never mind", ["cancel_task"]),
        ("no, I want to talk to a person", ["request_human"]),
    ],
)
def test_a_confirmation_is_a_yes_only_when_nothing_changes(say, line, commands):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == commands


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("sí", ["affirm"]),
        ("está bien", ["affirm"]),
        ("no, mejor el jueves", ["deny", "set_slot date 2026-03-05"]),
        ("no gracias", ["deny"]),
    ],
)
def test_a_confirmation_in_spanish(say, line, commands):
    assert told(say(line, "confirm", language="es", active_task="book", previous="¿La reservo?")) == commands


def test_cancel_it_affirms_when_cancelling_is_what_was_asked(say):
    heard = say("yes, cancel it", "confirm", active_task="cancel_appointment", previous="Shall I cancel it?")
    assert told(heard) == ["affirm"]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("the first", ["choose 0"]),
        ("2", ["choose 1"]),
        ("number three please", ["choose 2"]),
        ("9:20", ["choose 0"]),
        ("3:30", ["choose 2"]),
        ("the one at 2", ["choose 1"]),
        ("Tuesday", ["choose 0"]),
        ("the morning one", ["choose 0"]),
        ("Dr. Chen's", ["choose 1"]),
        ("Osei on thursday", ["choose 2"]),
        ("riverside", ["choose 1"]),
        ("the last one", ["choose 2"]),
        ("either is fine", ["choose 0"]),
        ("no, the second one", ["choose 1"]),
        ("I'll take the second one, and where do I park?", ["choose 1", "ask_question where do I park?"]),
        ("the afternoon one", ["set_slot time 12:00/17:00"]),
        ("Thursday", ["set_slot date 2026-03-05"]),
        ("4 pm", ["set_slot time 16:00"]),
        ("none of those", ["other_options"]),
        ("anything earlier?", ["other_options"]),
        ("no", ["deny"]),
    ],
)
def test_a_choice_is_made_only_when_one_option_fits(say, line, commands):
    assert told(say(line, "choose", active_task="book")) == commands


@pytest.mark.parametrize(
    ("slot", "line", "commands"),
    [
        (
            "first_name",
            "Maria Lopez, 3/14/1985, 212 555 0123",
            [
                "set_slot first_name Maria",
                "set_slot last_name Lopez",
                "set_slot birth_date 1985-03-14",
                "set_slot phone +12125550123",
            ],
        ),
        ("first_name", "maria lopez", ["set_slot first_name Maria", "set_slot last_name Lopez"]),
        ("last_name", "Smith, S as in Sam M I T H", ["set_slot last_name Smith"]),
        ("birth_date", "5/12/85", ["set_slot birth_date 1985-05-12"]),
        ("birth_date", "31 february 1980", ["unclear"]),
        ("birth_date", "january 5 2030", ["unclear"]),
        ("phone", "two one two five five five oh one two three", ["set_slot phone +12125550123"]),
        ("code", "482 913", ["set_slot code 482913"]),
        ("date", "february 31", ["unclear impossible_date"]),
        ("date", "any day", ["set_slot date any"]),
        ("date", "as soon as possible", ["set_slot date any"]),
        ("date", "do you have anything on Tuesday?", ["set_slot date 2026-03-03"]),
        ("date", "what about Thursday after 3", ["set_slot date 2026-03-05", "set_slot time 15:00/20:00"]),
        ("date", "where do I park?", ["ask_question where do I park?"]),
        (
            "date",
            "I'd rather cancel my appointment on Friday",
            ["start_task cancel_appointment", "set_slot date 2026-03-06"],
        ),
        ("time", "3", ["set_slot time 15:00"]),
        ("clinician", "no preference", ["set_slot clinician any"]),
        ("clinician", "no", ["set_slot clinician any"]),
        ("clinician", "Osie", ["set_slot clinician Dr. Ama Osei"]),
        ("visit_type", "um it's for a checkup", ["set_slot visit_type Annual physical"]),
        ("reason", "my knee hurts", ["set_slot reason my knee hurts", "set_slot visit_type Sick visit"]),
        ("insurance", "Aetna PPO", ["set_slot insurance Aetna PPO"]),
        ("person", "she is my daughter", ["set_slot person daughter"]),
    ],
)
def test_the_slot_that_was_asked_for_is_filled(say, slot, line, commands):
    assert told(say(line, "slot", slot, active_task="book")) == commands
