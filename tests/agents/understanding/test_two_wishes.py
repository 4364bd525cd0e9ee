"""Two wishes in one line are both kept, in order, each with its own values; and what comes before an answer is heard."""

import pytest
from understanding_lines import told


@pytest.mark.parametrize(
    ("line", "language", "commands"),
    [
        (
            "cancel Thursday and set me up with Dr. Chen sometime in April",
            "en",
            [
                "start_task cancel_appointment",
                "set_slot date 2026-03-05",
                "start_task book",
                "set_slot clinician Dr. Mei Chen",
                "set_slot date 2026-04-01/2026-04-30",
            ],
        ),
        (
            "when is my visit and can you change my address",
            "en",
            ["start_task appointment_info", "start_task update_contact"],
        ),
        (
            "I need to book for me and also a referral",
            "en",
            ["start_task book", "start_task referral"],
        ),
        (
            "me cobraron doble y quiero poner una queja",
            "es",
            ["start_task billing", "start_task complaint"],
        ),
        (
            "where do I park? also I want to cancel my visit Friday",
            "en",
            ["ask_question where do I park?", "start_task cancel_appointment", "set_slot date 2026-03-06"],
        ),
        (
            "move my Friday appointment to next Tuesday and also tell me your hours on Saturday",
            "en",
            [
                "start_task reschedule",
                "set_slot appointment_date 2026-03-06",
                "set_slot date 2026-03-10",
                "ask_question tell me your hours on Saturday",
            ],
        ),
    ],
)
def test_both_wishes_are_kept_in_order(say, line, language, commands):
    assert told(say(line, language=language)) == commands


def test_one_for_somebody_else_is_a_second_booking(say):
    heard = told(say("I need a physical and my wife needs one as well"))
    assert heard == [
        "start_task book",
        "set_slot visit_type Annual physical",
        "start_task book",
        "set_slot visit_type Annual physical",
        "set_slot person spouse",
    ]


@pytest.mark.parametrize(
    ("line", "language", "commands"),
    [
        ("I said Riverside, not Main Street", "en", ["set_slot site Riverside Clinic"]),
        ("en Riverside, no en Main Street", "es", ["set_slot site Riverside Clinic"]),
        ("wait who's Dr. Osei", "en", ["ask_question wait who's Dr. Osei"]),
        (
            "¿puedo llevar a mi hija? y sí, agéndela",
            "es",
            ["affirm", "ask_question ¿puedo llevar a mi hija?"],
        ),
        ("hang on my kid is crying", "en", ["unclear wait"]),
    ],
)
def test_what_comes_before_an_answer_to_a_read_back_is_heard(say, line, language, commands):
    previous = "So that is Tue, Mar 3, 9:20 AM with Dr. Ama Osei at Main Street Clinic. Shall I book it?"
    heard = say(line, "confirm", language=language, active_task="book", previous=previous)
    assert told(heard) == commands


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("march 4 1971, sorry, march 14 1971", "1971-03-14"),
        ("oh-nine oh-nine eighty eight", "1988-09-09"),
        ("septmber 3 1980", "1980-09-03"),
    ],
)
def test_a_birthday_is_heard_as_corrected(say, line, born):
    assert told(say(line, "slot", "birth_date", active_task="book")) == [f"set_slot birth_date {born}"]


@pytest.mark.parametrize(
    ("line", "language"), [("skip", "en"), ("skip that please", "en"), ("sáltelo", "es")]
)
def test_a_number_that_is_skipped_is_answered_for(say, line, language):
    assert told(say(line, "slot", "phone", language=language, active_task="book")) == ["deny"]
