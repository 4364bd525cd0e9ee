"""Open lines: which tasks they start, in order, with which values."""

import pytest
from understanding_lines import told


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        (
            "cancel Friday's and book me with Dr. Okafor next week",
            [
                "start_task cancel_appointment",
                "set_slot date 2026-03-06",
                "start_task book",
                "set_slot clinician Dr. Chidi Okafor",
                "set_slot date 2026-03-09/2026-03-15",
            ],
        ),
        (
            "Move my Friday appointment to Monday morning",
            [
                "start_task reschedule",
                "set_slot appointment_date 2026-03-06",
                "set_slot date 2026-03-09",
                "set_slot time 08:00/12:00",
            ],
        ),
        (
            "I need to see Dr. Osei on Tuesday… sorry, Thursday morning",
            [
                "start_task book",
                "set_slot clinician Dr. Ama Osei",
                "set_slot date 2026-03-05",
                "set_slot time 08:00/12:00",
            ],
        ),
        (
            "cancel, no sorry, I want to move my appointment to thursday",
            ["start_task reschedule", "set_slot date 2026-03-05"],
        ),
        (
            "Hello, I am new here and my knee hurts. Can I come next week?",
            [
                "start_task book",
                "set_slot reason my knee hurts",
                "set_slot visit_type Sick visit",
                "set_slot date 2026-03-09/2026-03-15",
            ],
        ),
        (
            "I'd like to book a physical as soon as possible with anyone",
            [
                "start_task book",
                "set_slot visit_type Annual physical",
                "set_slot date any",
                "set_slot clinician any",
            ],
        ),
        (
            "this is Maria Lopez, I need to cancel my appointment",
            ["start_task cancel_appointment", "set_slot first_name Maria", "set_slot last_name Lopez"],
        ),
        ("do you have anything on saturday?", ["start_task book", "set_slot date 2026-03-07"]),
        ("What appointments do I have?", ["start_task appointment_info"]),
        ("I need more metformin.", ["start_task refill", "set_slot medicine metformin"]),
        (
            "My daughter Ana needs her shots.",
            ["start_task book", "set_slot person daughter", "set_slot visit_type Vaccination"],
        ),
        ("I have a question about my bill", ["start_task billing"]),
        ("do you take Aetna?", ["ask_question do you take Aetna?"]),
        ("I need to talk to a person", ["request_human"]),
        ("are you a robot?", ["small_talk other robot"]),
        ("good morning", ["small_talk greeting"]),
        ("thanks, bye", ["small_talk goodbye"]),
        ("can you repeat that", ["repeat"]),
        ("¿habla español?", ["switch_language es"]),
        ("never mind", ["cancel_task"]),
        ("asdf", ["unclear"]),
        ("…", ["unclear silence"]),
    ],
)
def test_an_open_line_gives_its_requests_in_order(say, line, commands):
    assert told(say(line)) == commands


def test_spanish_is_told_from_the_line_itself(say):
    heard = say("hola, quiero una cita para mañana por la mañana con la doctora López")
    assert heard.language == "es"
    assert told(heard) == [
        "start_task book",
        "set_slot date 2026-03-03",
        "set_slot time 08:00/12:00",
        "set_slot clinician Dr. Ana López",
    ]


def test_an_emergency_comes_first_and_the_request_is_kept(say):
    heard = say("My father's speech is slurred and his arm is weak, can I get an appointment tomorrow?")
    assert told(heard) == [
        "emergency medical True",
        "start_task book",
        "set_slot person father",
        "set_slot date 2026-03-03",
    ]


def test_a_bare_name_is_not_taken_for_one_where_nobody_asked(say):
    assert told(say("Maria Lopez")) == ["unclear"]


def test_the_task_under_way_is_not_started_again(say):
    heard = say("I'd like an appointment on Thursday", "slot", "date", active_task="book")
    assert told(heard) == ["set_slot date 2026-03-05"]


def test_a_very_long_line_is_read_in_time_and_its_danger_is_heard(say):
    heard = say("blah " * 3900 + "and I have crushing chest pain")
    assert heard.ms < 2000


def test_confidence_is_low_where_nothing_was_understood(say):
    assert (
        say("the thing with the stuff").confidence < 0.5 < say("I need to cancel my appointment").confidence
    )


def test_moving_from_one_day_to_another_is_no_range(say):
    assert told(say("I need to move my appointment on Friday to the Monday after in the morning")) == [
        "start_task reschedule",
        "set_slot appointment_date 2026-03-06",
        "set_slot date 2026-03-09",
        "set_slot time 08:00/12:00",
    ]
