"""Days and times beside other words: taken back, ruled out, counted from the visit in hand, parts of the day."""

import pytest
from understanding_lines import told

MOVING = {"active_task": "reschedule", "filled": {"appointment_date": "2026-03-10"}}
"""The visit that is moved is on a Tuesday, eight days ahead."""


def test_days_joined_by_or_are_alternatives(say):
    heard = say("tuesday or thursday, not monday", "slot", "date", active_task="book").commands
    assert [(c.value, c.joined) for c in heard] == [("2026-03-03", ""), ("2026-03-05", "or")]


def values(interpretation) -> dict[str, str]:
    return {c.slot: c.value for c in interpretation.commands if c.command == "set_slot"}


@pytest.mark.parametrize(
    ("line", "language", "date", "time"),
    [
        ("on Monday, no wait, Wednesday afternoon next week", "en", "2026-03-11", "12:00/17:00"),
        ("el martes, no, mejor el jueves por la tarde", "es", "2026-03-05", "12:00/17:00"),
        ("before 10 on friday", "en", "2026-03-06", "00:00/10:00"),
        ("on friday by 11", "en", "2026-03-06", "00:00/11:00"),
        ("friday after 3", "en", "2026-03-06", "15:00/20:00"),
        ("el viernes antes de las 10", "es", "2026-03-06", "00:00/10:00"),
        ("el 12 por la tarde", "es", "2026-03-12", "12:00/17:00"),
        ("el 12 en la mañana", "es", "2026-03-12", "08:00/12:00"),
        ("tonight at 7", "en", "2026-03-02", "19:00"),
        ("this afternoon at 4", "en", "2026-03-02", "16:00"),
        ("late this morning", "en", "2026-03-02", "10:00/12:00"),
        ("esta noche a las 7", "es", "2026-03-02", "19:00"),
        ("mañana a las 8pm de la tarde", "es", "2026-03-03", "20:00"),
        ("Wednesday at 3.30pm", "en", "2026-03-04", "15:30"),
    ],
)
def test_a_day_with_a_time(say, line, language, date, time):
    heard = values(say(line, "slot", "date", language=language, active_task="book"))
    assert heard == {"date": date, "time": time}


@pytest.mark.parametrize(
    ("line", "language", "date"),
    [
        ("not monday", "en", "2026-03-03/2026-03-08"),
        ("any day but not tuesday", "en", "2026-03-04/2026-03-09"),
        ("menos el lunes", "es", "2026-03-03/2026-03-08"),
    ],
)
def test_a_day_that_is_ruled_out_is_not_asked_for(say, line, language, date):
    assert values(say(line, "slot", "date", language=language, active_task="book")) == {"date": date}


@pytest.mark.parametrize(
    ("line", "language", "date"),
    [
        ("can we push it to the week after", "en", "2026-03-16/2026-03-22"),
        ("thursday that week", "en", "2026-03-12"),
        ("anything on the same day", "en", "2026-03-10"),
        ("the day after", "en", "2026-03-11"),
        ("next week", "en", "2026-03-09/2026-03-15"),
        ("el jueves de esa semana", "es", "2026-03-12"),
        ("el mismo día", "es", "2026-03-10"),
        ("la otra semana", "es", "2026-03-16/2026-03-22"),
    ],
)
def test_that_week_counts_from_the_visit_in_hand(say, line, language, date):
    assert values(say(line, "slot", "date", language=language, **MOVING)) == {"date": date}


def test_with_nothing_in_hand_that_week_counts_from_today(say):
    assert values(say("la otra semana", "slot", "date", language="es", active_task="book")) == {
        "date": "2026-03-09/2026-03-15"
    }


def test_same_day_in_one_line_is_the_day_of_the_visit_that_is_moved(say):
    heard = values(say("move my Friday visit to the afternoon, same day"))
    assert (heard["appointment_date"], heard["date"], heard["time"]) == (
        "2026-03-06",
        "2026-03-06",
        "12:00/17:00",
    )


@pytest.mark.parametrize("line", ["let me check with my husband first", "first I have to ask my boss"])
def test_first_is_no_day_of_the_month(say, line):
    assert "date" not in values(say(line, "slot", "date", active_task="book"))


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("4 to 23 next month", "2026-04-04/2026-04-23"),
        ("June next year", "2027-06-01/2027-06-30"),
        ("3 days from Tuesday", "2026-03-06"),
        ("two Sundays from now", "2026-03-15"),
        ("2026/sep/01", "2026-09-01"),
        ("November 19-20", "2026-11-19/2026-11-20"),
    ],
)
def test_other_ways_to_tell_days(say, line, date):
    assert told(say(line, "slot", "date", active_task="book")) == [f"set_slot date {date}"]
