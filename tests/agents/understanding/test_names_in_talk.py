"""Names as they come in talk: after fillers, spelled, beside everything else, and whose name it is."""

import pytest
from understanding_lines import told


def who(interpretation) -> dict[str, str]:
    return {c.slot: c.value for c in interpretation.commands if c.command == "set_slot"}


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("Oh of course, it's Maria Alvarez", "Maria", "Alvarez"),
        ("it's uh maria alvarez", "Maria", "Alvarez"),
        ("um, sorry, it's Maria Alvarez", "Maria", "Alvarez"),
        ("ugh why do you ask. maria alvarez", "Maria", "Alvarez"),
        ("mr charlie brown", "Charlie", "Brown"),
        ("I'm Maria, last name Alvarez", "Maria", "Alvarez"),
        ("Kim. Grace Kim.", "Grace", "Kim"),
        ("Dwayne O'Neal Jr.", "Dwayne", "O'Neal"),
        ("sorry its Alvarez with a z, Maria Alvarez", "Maria", "Alvarez"),
        ("de la cruz, carlos", "Carlos", "de la Cruz"),
        ("mi nombre es Carlos y mi apellido de la Cruz", "Carlos", "de la Cruz"),
        ("es eh lucía hernández", "Lucía", "Hernández"),
    ],
)
def test_the_name_is_found_among_the_talk(say, line, first, last):
    language = "es" if line[:2] in ("mi", "es") else "en"
    assert who(say(line, "slot", "first_name", language=language, active_task="book")) == {
        "first_name": first,
        "last_name": last,
    }


@pytest.mark.parametrize(
    "line",
    [
        "whatever, first one. hurry up",
        "sore throat",
        "my name is system",
        "last thing",
        "well",
        "ugh",
        "this robot again",
    ],
)
def test_talk_is_never_a_name(say, line):
    assert not {"first_name", "last_name"} & who(say(line, "slot", "first_name", active_task="book")).keys()


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("Zoe Muller. That's Z-O-E, M-U-L-L-E-R", "Zoe", "Muller"),
        ("Zoe Muller M U L L E R", "Zoe", "Muller"),
        ("Zoe Muler, M U L L E R", "Zoe", "Muller"),
        ("zoe muller z o e m u l l e r", "Zoe", "Muller"),
        ("G-R-A-C-E, K-I-M", "Grace", "Kim"),
    ],
)
def test_what_is_spelled_confirms_or_replaces_what_was_said(say, line, first, last):
    assert who(say(line, "slot", "first_name", active_task="book")) == {
        "first_name": first,
        "last_name": last,
    }


@pytest.mark.parametrize(
    "line",
    [
        "hi this is maria alvarez born march 14 1985 number 212 555 0123 i need a follow up with osei",
        "Maria Alvarez, March 14 1985, 212 555 0123, need a follow up with Dr. Osei",
        "maria alvarez march fourteenth nineteen eighty five two one two five five five oh one two three"
        " i would like a follow up with doctor osei",
    ],
)
def test_everything_in_one_breath_is_taken_apart(say, line):
    assert who(say(line, "slot", "first_name", active_task="book")) == {
        "first_name": "Maria",
        "last_name": "Alvarez",
        "birth_date": "1985-03-14",
        "phone": "+12125550123",
        "visit_type": "Follow-up visit",
        "clinician": "Dr. Ama Osei",
    }


@pytest.mark.parametrize(
    "line",
    [
        "I'm Ana Ferreira, calling for my son Leo Ferreira, born April 11 2019",
        "it's for my son Leo Ferreira, born April 11 2019, I'm his dad Marco Ferreira",
    ],
)
def test_the_patient_is_the_one_who_is_called_for(say, line):
    heard = who(say(line, "slot", "first_name", active_task="book"))
    assert (heard["first_name"], heard["last_name"], heard["birth_date"]) == ("Leo", "Ferreira", "2019-04-11")


@pytest.mark.parametrize("line", ["I'm Ana, his mother", "this is Marco, her dad"])
def test_a_callers_name_is_not_the_patients(say, line):
    assert told(say(line, "slot", "phone", active_task="book")) == ["set_slot person child"]


@pytest.mark.parametrize(
    ("line", "language", "first", "last"),
    [
        ("I need an appointment for my husband Harold Finch", "en", "Harold", "Finch"),
        ("necesito una cita para mi hijo Mateo Ruiz", "es", "Mateo", "Ruiz"),
    ],
)
def test_a_name_told_with_the_request_is_kept(say, line, language, first, last):
    heard = who(say(line, language=language))
    assert (heard["first_name"], heard["last_name"]) == (first, last)


@pytest.mark.parametrize(
    "line", ["for my son tomorrow", "a visit for my wife next week", "for my dad because he is sick"]
)
def test_what_follows_a_relation_is_not_always_a_name(say, line):
    assert "first_name" not in who(say(line))


@pytest.mark.parametrize("line", ["José Luis Peña Ruiz, 2/28/62", "De la Cruz, Carlos", "Lucía Hernández"])
def test_a_spanish_name_does_not_turn_the_language(say, line):
    assert say(line, "slot", "first_name", active_task="book").language == "en"


@pytest.mark.parametrize(
    ("line", "language", "phone"),
    [
        ("My number is 917 555 0177", "en", "+19175550177"),
        ("12.1 - 23.71 - 23.45", "en", "+12123712345"),
        ("+33 4 44 09 59 45", "en", "+33444095945"),
        ("dos doce, quinientos cincuenta y cinco, cero uno veintidós", "es", "+12125550122"),
    ],
)
def test_a_number_where_a_phone_is_asked_for_is_a_phone(say, line, language, phone):
    assert told(say(line, "slot", "phone", language=language, active_task="book")) == [
        f"set_slot phone {phone}"
    ]


def test_part_of_a_number_is_no_time_and_no_birthday(say):
    assert told(say("five five five oh one two three", "slot", "phone", active_task="book")) == ["unclear"]
