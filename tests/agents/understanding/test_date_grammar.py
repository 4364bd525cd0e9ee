"""Every wording of the date tables, as the answer to the question for a day or a time."""

from pathlib import Path

import pytest
import yaml

WORDINGS = yaml.load(  # everything as text
    Path(__file__).with_name("date_wordings.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def wordings(asked: str, language: str) -> list[tuple[str, str]]:
    """What is said, and what it means, for the question for `days` or `times`."""
    return list(WORDINGS[asked][language].items())


def heard(interpretation) -> str:
    """The values set, days first: "2026-03-03 or 2026-03-05 09:00"; other commands by their names."""
    told = []
    for slot in ("date", "time"):
        for command in interpretation.commands:
            if command.command == "set_slot" and command.slot == slot:
                told += [command.joined, command.value]
    told += [c.command for c in interpretation.commands if c.command not in ("set_slot", "unclear")]
    return " ".join(word for word in told if word)


@pytest.mark.parametrize(("said", "meant"), wordings("days", "en"))
def test_a_day_said_in_english(say, said, meant):
    assert heard(say(said, "slot", "date", active_task="book")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings("days", "es"))
def test_a_day_said_in_spanish(say, said, meant):
    assert heard(say(said, "slot", "date", active_task="book", language="es")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings("times", "en"))
def test_a_time_said_in_english(say, said, meant):
    assert heard(say(said, "slot", "time", active_task="book")) == meant


@pytest.mark.parametrize(("said", "meant"), wordings("times", "es"))
def test_a_time_said_in_spanish(say, said, meant):
    assert heard(say(said, "slot", "time", active_task="book", language="es")) == meant
