"""Dates, identity, red flags, heard lines and tasks are judged as their modules say."""

from typing import Any

import pytest
from understood_lines import hits, understood

from agents.understanding.commands import (
    Command,
    Emergency,
    SetSlot,
    SmallTalk,
    StartTask,
    Unclear,
)
from evals.understanding import (
    datetime_lines,
    heard,
    identity_lines,
    red_flags,
    task_lines,
)

THURSDAY, AT_FIVE = SetSlot(slot="date", value="2026-03-05"), SetSlot(slot="time", value="17:00")
FIVE_TO_SIX = SetSlot(slot="time", value="17:00/18:00")
ALARM, QUESTION = Emergency(kind="medical", sure=True), Emergency(kind="medical", sure=False)


@pytest.mark.parametrize(
    ("kind", "expected", "commands", "right"),
    [
        ("date", "2026-03-05", [THURSDAY], True),
        ("date", "2026-03-05", [AT_FIVE], False),
        ("time", "17:00", [AT_FIVE], True),
        ("datetime", "2026-03-05 17:00", [THURSDAY, AT_FIVE], True),
        ("datetime", "2026-03-05 17:00", [THURSDAY], False),
        ("daterange", ["2026-03-02", "2026-03-09"], [SetSlot(slot="date", value="2026-03-02/2026-03-08")], True),
        ("timerange", ["17:00", "18:00"], [FIVE_TO_SIX], True),
        ("datetimerange", ["2026-03-05 17:00", "2026-03-05 18:00"], [THURSDAY, FIVE_TO_SIX], True),
        ("datetimerange", ["2026-03-05 17:00", "2026-03-05 18:00"], [FIVE_TO_SIX], False),
        (None, None, [Unclear()], True),
        (None, None, [THURSDAY], False),
    ],
)  # fmt: skip
def test_a_date_line_is_right_when_all_that_it_says_is_set(
    kind: str | None, expected: Any, commands: list[Command], right: bool
) -> None:
    row = {"type": kind, "lang": "en", "expected": expected}
    marks = datetime_lines.judge(row, ("datetime.right",), understood(*commands))
    assert hits(marks) == {"datetime.right": right}


@pytest.mark.parametrize(
    ("e164", "values", "right"),
    [
        ("+12125550194", ["+12125550194"], True),
        ("+12125550194", [], False),
        ("+12125550194", ["+12125550194", "+12125550100"], False),
        (None, [], True),
        (None, ["+12125550194"], False),
    ],
)
def test_a_phone_line_sets_its_number_and_no_other(e164: str | None, values: list[str], right: bool) -> None:
    found = understood(*(SetSlot(slot="phone", value=value) for value in values))
    assert hits(identity_lines.judge_phone({"e164": e164, "kind": "sentence"}, found)) == {
        "phones.right": right
    }


@pytest.mark.parametrize(
    ("kind", "slot", "expected", "value", "right"),
    [
        ("dob", "birth_date", "1985-03-14", "1985-03-14", True),
        ("dob", "birth_date", "1985-03-14", "1985-04-13", False),
        ("spelled_name", "last_name", "OBrien", "O'Brien", True),
        ("spelled_name", "last_name", "Chen", "Chan", False),
        ("member_id", "insurance", "JGQ87597510", "JGQ 87597510", True),
        ("member_id", "insurance", "JGQ87597510", "member id JGQ 87597510", False),
    ],
)
def test_who_somebody_is_compares_letters_and_digits(
    kind: str, slot: Any, expected: str, value: str, right: bool
) -> None:
    assert identity_lines.spoken_right(kind, expected, understood(SetSlot(slot=slot, value=value))) is right


@pytest.mark.parametrize(
    ("label", "commands", "expected"),
    [
        ("red_flag", [ALARM], {"redflags.caught": True, "redflags.caught_surely": True}),
        ("red_flag", [QUESTION], {"redflags.caught": True, "redflags.caught_surely": False}),
        ("red_flag", [StartTask(task="book")], {"redflags.caught": False, "redflags.caught_surely": False}),
        ("benign", [ALARM], {"redflags.false_alarms": True, "redflags.questions": False}),
        ("benign", [QUESTION], {"redflags.false_alarms": False, "redflags.questions": True}),
        ("benign", [Unclear()], {"redflags.false_alarms": False, "redflags.questions": False}),
    ],
)
def test_an_emergency_is_caught_asked_or_missed(
    label: str, commands: list[Command], expected: dict[str, bool]
) -> None:
    row = {"label": label, "route": "911", "category": "stroke", "style": "plain"}
    assert hits(red_flags.judge(row, understood(*commands))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Chen"], {"heard.replies": True, "heard.values": True, "heard.guessed": False}),
        ([], {"heard.replies": True, "heard.values": False, "heard.guessed": False}),
        (["Chan"], {"heard.replies": False, "heard.values": False, "heard.guessed": True}),
    ],
)
def test_where_too_much_is_lost_asking_again_is_right_and_guessing_is_not(
    values: list[str], expected: dict[str, bool]
) -> None:
    row = {"kind": "spelled_name", "want": "Chen", "text": "Chen c h e n"}
    found = understood(*(SetSlot(slot="last_name", value=value) for value in values))
    assert hits(heard.judge(row, found)) == expected


@pytest.mark.parametrize(
    ("task", "accept", "commands", "right", "wrong"),
    [
        (["book"], [], [StartTask(task="book"), THURSDAY], True, False),
        (["book"], [], [Unclear()], False, False),
        (["book"], [], [StartTask(task="refill")], False, True),
        (["book", "refill"], [], [StartTask(task="refill")], False, False),
        (["book", "refill"], [], [StartTask(task="refill"), StartTask(task="book")], True, False),
        (["results"], [["message_care_team"]], [StartTask(task="message_care_team")], True, False),
        ([], [], [SmallTalk(kind="greeting")], True, False),
        ([], [], [StartTask(task="book")], False, True),
        (["book"], [], [StartTask(task="book"), QUESTION], False, False),
    ],
)  # fmt: skip
def test_an_opening_line_starts_all_its_tasks_and_no_other(
    task: list[str], accept: list[list[str]], commands: list[Command], right: bool, wrong: bool
) -> None:
    row = {"id": "t", "lang": "en", "text": "…", "task": task, "accept": accept}
    assert hits(task_lines.judge(row, understood(*commands))) == {
        "tasks.en": right,
        "tasks.wrong_started": wrong,
    }
