"""Short replies as people give them: every kind of yes and no, a number for a time, "none", giving up."""

import pytest
from understanding_lines import READ_BACK, told

from agents.understanding.words import words


@pytest.mark.parametrize(
    "line",
    [
        "y",
        "yep",
        "mhm",
        "mm-hm",
        "uh huh",
        "go for it",
        "👍",
        "👍🏽",
        "okey dokey",
        "awesome, ty!",
        "perfect thanks",
    ],
)
def test_every_kind_of_yes_affirms_a_read_back(say, line):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == ["affirm"]


@pytest.mark.parametrize(
    "line", ["dale", "va", "simón", "hágale", "claro que sí", "órale pues", "sí, así está bien"]
)
def test_every_kind_of_yes_in_spanish(say, line):
    assert told(say(line, "confirm", language="es", active_task="book")) == ["affirm"]


@pytest.mark.parametrize(
    "line",
    [
        "nah",
        "nope im good",
        "no that's all thanks",
        "later",
        "maybe later",
        "not yet",
        "some other time",
        "change it",
        "I can't do that",
        "let me check with my husband first",
        "I need to ask my boss",
        "👎",
    ],
)
def test_what_is_no_yes_yet_denies_a_read_back(say, line):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == ["deny"]


@pytest.mark.parametrize(
    "line", ["todavía no", "ahora no", "más tarde", "déjeme preguntar a mi esposa", "nel"]
)
def test_what_is_no_yes_yet_in_spanish(say, line):
    assert told(say(line, "confirm", language="es", active_task="book")) == ["deny"]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("please change it to 12", ["set_slot time 12:00"]),
        ("I'd like to change the appointment to the 5th", ["set_slot date 2026-03-05"]),
        ("could we move it to Thursday", ["set_slot date 2026-03-05"]),
        ("I said 9", ["set_slot time 09:00"]),
        ("yes but at 9", ["set_slot time 09:00"]),
    ],
)
def test_a_change_at_a_read_back_is_never_a_yes(say, line, commands):
    assert told(say(line, "confirm", active_task="book", previous=READ_BACK)) == commands


@pytest.mark.parametrize(
    "line",
    [
        "is that with Dr. Osei?",
        "is Dr. Osei male or female?",
        "do I have to wear a mask",
        "should I come fasting?",
    ],
)
def test_a_question_about_what_was_read_back_is_answered_and_changes_nothing(say, line):
    heard = say(line, "confirm", active_task="book", previous=READ_BACK)
    assert told(heard) == [f"ask_question {line}"]


@pytest.mark.parametrize(
    "line", ["cancel it", "yes cancel it", "please cancel that", "just cancel it please"]
)
def test_cancel_it_says_yes_to_cancelling(say, line):
    assert told(say(line, "confirm", active_task="cancel_appointment", previous="Shall I cancel it?")) == [
        "affirm"
    ]


@pytest.mark.parametrize("line", ["cancélela", "sí, cancele la cita"])
def test_cancel_it_says_yes_to_cancelling_in_spanish(say, line):
    heard = say(line, "confirm", language="es", active_task="cancel_appointment", previous="¿La cancelo?")
    assert told(heard) == ["affirm"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("no", "en"),
        ("none", "en"),
        ("no phone", "en"),
        ("I don't have one", "en"),
        ("sorry, I don't have a cell phone", "en"),
        ("no tengo", "es"),
        ("no tengo teléfono", "es"),
        ("ya no uso celular", "es"),
    ],
)
def test_having_no_phone_is_an_answer(say, line, language):
    assert told(say(line, "slot", "phone", language=language, active_task="book")) == ["deny"]


@pytest.mark.parametrize("slot", ["first_name", "birth_date", "date", "visit_type", "reason"])
def test_a_bare_no_is_never_the_value_that_was_asked_for(say, slot):
    assert told(say("no", "slot", slot, active_task="book")) == ["deny"]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("9", ["choose 0"]),
        ("at 9", ["choose 0"]),
        ("9ish", ["choose 0"]),
        ("9 if it's still free", ["choose 0"]),
        ("8 is too early, 9 is ok", ["choose 0"]),
        ("lets go with 1", ["choose 0"]),
        ("whichever is sooner", ["choose 0"]),
        ("earliest is good", ["choose 0"]),
        ("the latest you have", ["choose 2"]),
        ("the later one on Thursday", ["choose 2"]),
        ("the earlier one on Thursday", ["choose 1"]),
        ("any others?", ["other_options"]),
        ("are those the only ones?", ["other_options"]),
        ("forget it", ["cancel_task"]),
        ("no, those don't work either, never mind", ["cancel_task"]),
    ],
)
def test_an_option_is_picked_in_few_words(say, line, commands):
    assert told(say(line, "choose", active_task="book")) == commands


def test_a_weekday_picks_the_offered_one_not_the_next_in_the_calendar(say):
    options = ("lun, 9 mar, 10:00", "mar, 10 mar, 11:00")
    heard = say(
        "la del martes", active_task="book", language="es", expects={"kind": "choose", "options": options}
    )
    assert told(heard) == ["choose 1"]


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("awesome ty", ["small_talk thanks"]),
        ("perfect thanks", ["small_talk thanks"]),
        ("yes that's perfect thank you so much", ["small_talk thanks"]),
        ("nah im good", ["deny"]),
        ("no uh thats all thank you", ["deny"]),
        ("y", ["affirm"]),
    ],
)
def test_thanks_and_no_where_nothing_was_asked(say, line, commands):
    assert told(say(line)) == commands


@pytest.mark.parametrize(
    "line", ["he's my boss", "she's my mother", "I can't do that", "y", "my dog swallowed a sock"]
)
def test_plain_talk_is_no_emergency(say, line):
    assert "emergency" not in {command.command for command in say(line).commands}


@pytest.mark.parametrize(
    "line", ["no chest pain or trouble breathing, just here for my refill", "no fever nor chills"]
)
def test_what_is_negated_is_no_emergency(say, line):
    assert "emergency" not in {command.command for command in say(line).commands}


@pytest.mark.parametrize("line", ["Okay. Anyone else?", "Get me someone else.", "sure. any other times?"])
def test_asking_for_another_takes_nothing(say, line):
    commands = {command.command for command in say(line, "choose", active_task="book").commands}
    assert commands == {"other_options"}


@pytest.mark.parametrize(
    ("line", "language", "commands"),
    [
        ("it never came", "en", ["other_options"]),
        ("no me ha llegado nada", "es", ["other_options"]),
        ("mándemelo otra vez por favor", "es", ["other_options"]),
        ("un código nuevo", "es", ["other_options"]),
        ("this is a landline", "en", ["deny"]),
        ("es un teléfono fijo", "es", ["deny"]),
        ("perdí mi celular", "es", ["deny"]),
        ("ese número ya no es mío", "es", ["deny"]),
    ],
)
def test_who_has_no_code_wants_another_one_or_cannot_get_any(say, line, language, commands):
    assert told(say(line, "slot", "code", language=language, active_task="refill")) == commands


def test_both_languages_have_words_for_the_same_purposes():
    assert words("en").keys() == words("es").keys()
