"""The scenarios suite: sheets, the scripted caller, what the checks judge, and a whole run against a service."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals.command import app
from evals.scenarios.caller import Caller
from evals.scenarios.casting import Cast
from evals.scenarios.checks import check_must, check_must_not
from evals.scenarios.ehr_state import Change, differences
from evals.scenarios.evidence import Evidence
from evals.scenarios.invariants import broken
from evals.scenarios.sheet import Sheet, sheet_of
from evals.scenarios.suite import judged_case

NOW = datetime.fromisoformat("2026-03-02T08:00:00-05:00")
ROW = {
    "id": "s-1",
    "area": "schedule",
    "channel": "web",
    "opening": "I'd like a follow-up with Dr. Osei next week",
    "caller_knows": ["own identity"],
    "caller_rules": ["mornings only"],
    "must": ["offer morning times", "read back", "book"],
    "must_not": ["two bookings"],
}


def sheet(**given: Any) -> Sheet:
    return sheet_of(ROW | given, 0)


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({"opening": "Hello, I am new here and my back hurts"}, "new", True),
        ({"opening": "Can we move my Thursday visit?"}, "visit_on", "thursday"),
        ({"caller_knows": ["reminder for tomorrow"], "area": "reminder"}, "visit_on", "tomorrow"),
        ({"caller_knows": ["clinic is closed on Friday"]}, "closed_on", "friday"),
        ({"opening": "Quiero una cita para el lunes"}, "language", "es"),
    ],
)
def test_a_sheet_is_read_from_the_words_of_the_scenario(
    given: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(sheet(**given), field) == value


def test_people_of_a_sheet_have_the_names_that_are_said() -> None:
    assert sheet(opening="My son Teo needs a shot").child.first_name == "Teo"  # type: ignore[union-attr]
    assert sheet(opening="When does my friend Uma come in?").other.first_name == "Uma"  # type: ignore[union-attr]
    assert sheet(opening="It is Okonkwo, O K O N K W O").me.last_name == "Okonkwo"


def turn(
    waits: str | None, text: str = "?", options: tuple[str, ...] = (), kind: str = "ask"
) -> dict[str, Any]:
    shown = [{"id": str(number), "label": label} for number, label in enumerate(options)]
    message = {"text": text, "options": shown, "kind": kind, "citations": []}
    return {"waiting_for": waits, "status": "open", "messages": [message]}


def test_a_caller_who_can_only_come_in_the_morning_picks_a_morning_and_asks_for_one_where_there_is_none() -> (
    None
):
    caller = Caller(sheet())
    assert caller.reply(turn("choice", options=("Mon 1:00 PM", "Tue 9:00 AM"))) == "the second one"
    assert caller.reply(turn("choice", options=("Mon 1:00 PM", "Tue 3:00 PM"))) == "in the morning"


def test_a_caller_does_not_say_yes_to_a_time_that_does_not_suit() -> None:
    caller = Caller(sheet())
    assert caller.reply(turn("confirmation", "Shall I book Monday at 2:00 PM?")) == "in the morning"
    assert caller.reply(turn("confirmation", "Shall I book Monday at 9:00 AM?")) == "yes"
    assert caller.yeses == ["Shall I book Monday at 9:00 AM?"]


def test_a_caller_insists_as_the_rules_say_and_then_takes_leave() -> None:
    caller = Caller(sheet(opening="do you do X-rays?", caller_rules=["asks twice"]))
    lines = [caller.reply(turn(None)) for _ in range(3)]
    assert lines == ["Are you sure? do you do X-rays?", "no, that is all, thank you", None]


def evidence(*replies: str, **of_sheet: Any) -> Evidence:
    found = Evidence(sheet=sheet(**of_sheet), cast=Cast(), now=NOW)
    found.turns = [("hello", turn(None, reply)) for reply in replies]
    return found


ALL = [
    "register",
    "book",
    "one booking on Monday",
    "911 first",
    "mark confirmed",
    "alert staff",
    "request for approval",
]


@pytest.mark.parametrize("phrase", ALL)
def test_a_service_that_only_talks_passes_nothing(phrase: str) -> None:
    check = check_must(phrase)
    assert check is not None
    assert not check(evidence("Of course, it is all done! You are welcome."))


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("send to 911", "Please call 911 now."),
        ("say it is done", "Your medicine has been refilled."),
        ("read unreleased results", "Your result is fine."),
    ],
)
def test_what_must_not_be_said_is_heard(phrase: str, said: str) -> None:
    check = check_must_not(phrase)
    assert check is not None
    assert not check(evidence(said))
    assert check(evidence("I have passed that to our team."))


def test_a_phrase_that_no_rule_knows_is_not_judged_and_passes_nothing() -> None:
    case, judged, unknown = judged_case(evidence("Hello", must=["sing a song"], must_not=[]))
    assert (case.passed, judged, unknown) == (False, 0, 1)
    assert case.why == "not judged: must sing a song"


def test_a_write_without_a_yes_breaks_an_invariant() -> None:
    found = evidence("It is booked.")
    found.changes = [Change(kind="booked", what="Appointment/1", start=NOW)]
    assert broken(found) == ["something was written without a read-back that the caller affirmed"]
    found.yeses = 1
    assert broken(found) == []


def test_a_slot_that_changed_without_an_appointment_is_told() -> None:
    free = {"resourceType": "Slot", "id": "1", "status": "free"}
    [change] = differences({"Slot/1": free}, {"Slot/1": free | {"status": "busy"}})
    assert (change.kind, change.what) == ("other", "Slot/1 changed alone")


def test_a_scenario_is_played_against_a_service_and_reported(tmp_path: Path) -> None:
    (tmp_path / "scenarios.mine.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    report = tmp_path / "report.json"
    result = CliRunner().invoke(app, ["run", "scenarios", "--data", str(tmp_path), "--json", str(report)])
    assert result.exit_code == 0, result.output
    told = json.loads(report.read_text(encoding="utf-8"))
    assert {case["id"]: case["passed"] for case in told["cases"]} == {"s-1": True}
    assert told["metrics"]["scenarios.invariants_broken.count"] == 0


def test_without_scenarios_the_run_says_what_it_needs(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["run", "scenarios", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "scenarios.*.jsonl" in result.output


def test_birthdays_of_callers_are_days_of_the_calendar() -> None:
    assert all(isinstance(sheet_of(ROW, number).me.birth_date, date) for number in range(200))
