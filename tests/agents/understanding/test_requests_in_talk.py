"""Requests beside others, questions that are no requests, starting over, and what only changes the wish in hand."""

import pytest
from understanding_lines import READ_BACK, told, turn

from agents.understanding.checked import checked
from agents.understanding.commands import Unclear
from agents.understanding.slots import Line


@pytest.mark.parametrize(
    ("line", "language", "commands"),
    [
        (
            "a refill of my lisinopril and also a follow up with dr osei on thursday",
            "en",
            [
                "start_task refill",
                "set_slot medicine lisinopril",
                "start_task book",
                "set_slot visit_type Follow-up visit",
                "set_slot clinician Dr. Ama Osei",
                "set_slot date 2026-03-05",
            ],
        ),
        (
            "quiero cancelar mi cita del lunes y hacer una nueva para el jueves",
            "es",
            [
                "start_task cancel_appointment",
                "set_slot date 2026-03-02",
                "start_task book",
                "set_slot date 2026-03-05",
            ],
        ),
        (
            "a flu shot for me and one for my son Leo",
            "en",
            [
                "start_task book",
                "set_slot visit_type Vaccination",
                "start_task book",
                "set_slot visit_type Vaccination",
                "set_slot person son",
                "set_slot first_name Leo",
            ],
        ),
    ],
)
def test_two_requests_in_a_line_are_both_heard(say, line, language, commands):
    assert told(say(line, language=language)) == commands


def test_one_for_each_in_spanish(say):
    heard = told(say("necesito una vacuna para mí y otra para mi hijo Leo", language="es"))
    assert heard.count("start_task book") == 2
    assert heard.index("set_slot person son") > heard.index("start_task book", 1)


@pytest.mark.parametrize(
    ("line", "language"),
    [("when is my appointment?", "en"), ("what day is my next visit", "en"), ("¿cuándo es mi cita?", "es")],
)
def test_when_my_visit_is_asks_for_the_visit(say, line, language):
    assert told(say(line, language=language)) == ["start_task appointment_info"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("do I have to wear a mask", "en"),
        ("can I bring my dog", "en"),
        ("should we arrive early", "en"),
        ("tengo que ir en ayunas", "es"),
    ],
)
def test_a_question_about_the_rules_is_a_question_with_or_without_its_mark(say, line, language):
    assert told(say(line, language=language)) == [f"ask_question {line}"]


@pytest.mark.parametrize("line", ["could I see Dr. Chen instead?", "can we do it with Dr. Chen instead"])
def test_another_clinician_at_the_read_back_only_changes_the_wish(say, line):
    heard = say(line, "confirm", active_task="book", previous=READ_BACK)
    assert told(heard) == ["set_slot clinician Dr. Mei Chen"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("start over", "en"),
        ("ugh, can we start over please", "en"),
        ("no, forget it, let's start from scratch", "en"),
        ("could we take it from the top?", "en"),
        ("let me start all over again", "en"),
        ("empecemos de nuevo", "es"),
        ("¿podemos empezar de cero, por favor?", "es"),
        ("no, mejor volvamos a empezar", "es"),
    ],
)
@pytest.mark.parametrize("expects", [("slot", "date"), ("confirm", None)])
def test_starting_over_is_a_wish_of_its_own_wherever_it_is_said(say, line, language, expects):
    assert told(say(line, *expects, language=language, active_task="book")) == ["start_over"]


def test_what_follows_starting_over_is_read_afresh(say):
    heard = told(say("no, start over. I need a refill of metformin", "confirm", active_task="book"))
    assert heard == ["cancel_task", "start_task refill", "set_slot medicine metformin"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I need to renew my lisinopril and also an appointment for my daughter", "en"),
        ("necesito renovar mi lisinopril y también una cita para mi hija", "es"),
    ],
)
def test_a_visit_for_somebody_else_behind_another_wish_is_one_visit(say, line, language):
    assert told(say(line, language=language)) == [
        "start_task refill",
        "set_slot medicine lisinopril",
        "start_task book",
        "set_slot person daughter",
    ]


@pytest.mark.parametrize("line", ["and one for my son", "oh and another one for my son please"])
def test_one_more_for_somebody_else_is_no_pick_of_the_times_on_offer(say, line):
    expects = {"kind": "choose", "options": ("Mon, Mar 9, 8:00 AM", "Mon, Mar 9, 1:00 PM")}
    heard = told(say(line, active_task="book", expects=expects))
    assert heard == ["start_task book", "set_slot person son"]


@pytest.mark.parametrize(
    "line", ["sounds great", "I'll go with that one", "that seems like a good choice", "fine by me"]
)
def test_praise_of_the_only_offer_takes_it(say, line):
    expects = {"kind": "choose", "options": ("Tue, Mar 3, 9:20 AM with Dr. Ama Osei",)}
    assert told(say(line, active_task="book", expects=expects)) == ["choose 0"]


def test_a_yes_before_a_question_counts_and_the_question_is_kept(say):
    expects = {"kind": "choose", "options": ("Tue, Mar 3, 9:20 AM with Dr. Ama Osei",)}
    heard = told(say("That sounds fine. Where do I park?", active_task="book", expects=expects))
    assert heard == ["choose 0", "ask_question Where do I park?"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_asking_for_english_switches_to_it(say, language):
    assert told(say("do you speak English?", language=language)) == ["switch_language en"]


def test_a_past_day_of_a_symptom_is_not_the_day_wished_for(say):
    assert not [c for c in told(say("I fainted last week and want someone to look at me")) if "date" in c]


def test_a_model_that_finds_nothing_has_answered():
    context = turn("mumble mumble")
    assert checked([Unclear()], context, Line.of(context, context.utterance, "en", "US")) == [Unclear()]


@pytest.mark.parametrize(
    ("line", "task", "language", "commands"),
    [
        (
            "hmm, I'd like to book a follow-up instead",
            "cancel_appointment",
            "en",
            ["cancel_task", "start_task book"],
        ),
        ("forget the refill, I want to book a checkup", "refill", "en", ["cancel_task", "start_task book"]),
        ("mejor quiero reservar un chequeo", "refill", "es", ["cancel_task", "start_task book"]),
        ("can I come next week instead?", "cancel_appointment", "en", ["start_task reschedule"]),
        ("I want to move it instead", "cancel_appointment", "en", ["start_task reschedule"]),
        ("I'd rather cancel my appointment", "reschedule", "en", ["start_task cancel_appointment"]),
    ],
)
@pytest.mark.parametrize("expects", [("confirm", None), ("slot", "reason")])
def test_something_else_instead_gives_up_what_is_under_way(say, line, task, language, commands, expects):
    heard = told(say(line, *expects, language=language, active_task=task))
    assert [each for each in heard if not each.startswith("set_slot")] == commands


@pytest.mark.parametrize(
    "line",
    ["could I see Dr. Chen instead?", "can we do Thursday instead", "I'd rather come in the afternoon"],
)
def test_another_time_or_clinician_instead_only_changes_the_booking(say, line):
    heard = told(say(line, "choose", "offer", active_task="book"))
    assert not any(each.startswith(("cancel_task", "start_task")) for each in heard)
