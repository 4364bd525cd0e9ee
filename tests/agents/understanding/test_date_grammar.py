"""Every wording of the date tables, as the answer to the question for a day or a time."""

import pytest
from date_wordings import DAYS_EN, DAYS_ES, TIMES_EN, TIMES_ES


def wordings(table: str) -> list[tuple[str, str]]:
    rows = [line.split("|") for line in table.strip().splitlines()]
    return [(said.strip(), meant.strip()) for said, meant in rows]


def heard(interpretation) -> str:
    """The values set, days first: "2026-03-03 or 2026-03-05 09:00"; other commands by their names."""
    told = []
    for slot in ("date", "time"):
        for command in interpretation.commands:
            if command.command == "set_slot" and command.slot == slot:
                told += [command.joined, command.value]
    told += [c.command for c in interpretation.commands if c.command not in ("set_slot", "unclear")]
    return " ".join(word for word in told if word)


@pytest.mark.parametrize(("said", "meant"), wordings(DAYS_EN))
def test_a_day_said_in_english(say, said, meant):
    assert heard(say(said, "slot", "date", active_task="book")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings(DAYS_ES))
def test_a_day_said_in_spanish(say, said, meant):
    assert heard(say(said, "slot", "date", active_task="book", language="es")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings(TIMES_EN))
def test_a_time_said_in_english(say, said, meant):
    assert heard(say(said, "slot", "time", active_task="book")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings(TIMES_ES))
def test_a_time_said_in_spanish(say, said, meant):
    assert heard(say(said, "slot", "time", active_task="book", language="es")) == meant
