"""Times and days as they are said in Britain, in the South and in Mexico."""

import pytest
from understanding_lines import told


@pytest.mark.parametrize(
    ("line", "language", "values"),
    [
        ("half nine", "en", ["time 09:30"]),
        ("about half two", "en", ["time 14:30"]),
        ("half past nine", "en", ["time 09:30"]),
        ("ten til three", "en", ["time 14:50"]),
        ("quarter 'til four", "en", ["time 15:45"]),
        ("elevenish", "en", ["time 11:00"]),
        ("como a las once", "es", ["time 11:00"]),
    ],
)
def test_a_time_is_told(say, line, language, values):
    heard = say(line, "slot", "time", language=language, active_task="book")
    assert told(heard) == [f"set_slot {value}" for value in values]


@pytest.mark.parametrize(
    ("line", "language", "values"),
    [
        ("24th march 11.30", "en", ["date 2026-03-24", "time 11:30"]),
        ("monday mornin", "en", ["date 2026-03-09", "time 08:00/12:00"]),
        ("thursday arvo", "en", ["date 2026-03-05", "time 12:00/17:00"]),
        ("a fortnight today", "en", ["date 2026-03-16"]),
        ("two weeks tomorrow", "en", ["date 2026-03-17"]),
        ("mañana en la tardecita", "es", ["date 2026-03-03", "time 12:00/17:00"]),
        ("mañana tempranito", "es", ["date 2026-03-03", "time 08:00/10:00"]),
        ("el jueves en la nochecita", "es", ["date 2026-03-05", "time 16:00/20:00"]),
    ],
)
def test_a_day_is_told_with_its_time(say, line, language, values):
    heard = say(line, "slot", "date", language=language, active_task="book")
    assert told(heard) == [f"set_slot {value}" for value in values]


@pytest.mark.parametrize("line", ["half a day", "half 5 mg", "the morning one's fine"])
def test_half_of_something_and_a_pronoun_are_no_time_of_the_clock(say, line):
    assert not [one for one in told(say(line)) if one.startswith("set_slot time") and "/" not in one]
