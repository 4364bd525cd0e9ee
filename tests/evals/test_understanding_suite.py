"""The suite scores whichever files are there, says which aims it could not measure, and refuses what it cannot read."""

from pathlib import Path

import orjson
import pytest
from understood_lines import Answers, understood

from agents.understanding.commands import SetSlot, StartTask, Unclear
from agents.understanding.context import Interpretation, TurnContext
from evals.report import CannotRun
from evals.understanding.suite import run_understanding


def written(folder: Path, name: str, *rows: dict[str, object]) -> Path:
    (folder / name).write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    return folder


def phone(text: str, e164: str | None) -> dict[str, object]:
    return {"id": text, "input": text, "region": "US", "kind": "sentence", "e164": e164, "valid": bool(e164)}


def refuses_everything(turn: TurnContext) -> Interpretation:
    return understood(Unclear(), confidence=0.3)


async def test_a_file_is_scored_by_the_kind_in_its_name(tmp_path: Path) -> None:
    data = written(
        tmp_path, "phones.nightly.jsonl", phone("none here", None), phone("212 555 0194", "+12125550194")
    )
    report, _ = await run_understanding(Answers(refuses_everything), data)
    assert report.metrics["phones.right"] == 50
    assert report.metrics["phones.right.n"] == 2
    gate = next(gate for gate in report.gates if gate.name == "phones.right")
    assert (gate.aim, gate.met) == (">= 97", False)
    assert "datetime.right" not in {gate.name for gate in report.gates}


async def test_a_failed_case_tells_line_expectation_and_answer(tmp_path: Path) -> None:
    data = written(tmp_path, "phones.jsonl", phone("212 555 0194", "+12125550194"))
    answer = understood(SetSlot(slot="phone", value="+12125550100"), confidence=0.8)
    report, _ = await run_understanding(Answers(lambda _: answer), data)
    case = next(case for case in report.cases if case.tags[0] == "phones.right")
    assert case.model_dump() == {
        "id": "212 555 0194",
        "tags": ["phones.right", "sentence"],
        "passed": False,
        "why": "sentence",
        "transcript": ["assistant: What is your phone number?", "patient: 212 555 0194"],
        "expected": "+12125550194",
        "actual": ["phone=+12125550100"],
        "confidence": 0.8,
    }


async def test_a_desk_that_refuses_everything_meets_no_aim_for_tasks_and_starts_nothing_wrong() -> None:
    report, tables = await run_understanding(Answers(refuses_everything), None)
    met = {gate.name: gate.met for gate in report.gates}
    assert (met["tasks.en"], met["tasks.es"], met["tasks.wrong_started"]) == (False, False, True)
    assert report.passed + report.failed == len(report.cases)
    assert {table.name for table in tables} == {"tasks"}


async def test_a_desk_that_books_whatever_is_said_is_caught() -> None:
    report, _ = await run_understanding(Answers(lambda _: understood(StartTask(task="book"))), None)
    assert not next(gate for gate in report.gates if gate.name == "tasks.wrong_started").met


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("phones.dev.jsonl", "{broken", "phones.dev.jsonl:1 is not JSON"),
        ("phones.dev.jsonl", "[1]", "phones.dev.jsonl:1 is not a JSON object"),
        ("phones.dev.jsonl", '{"id": "1"}', "phones.dev.jsonl is not in the format of phones files"),
        ("redflags.dev.jsonl", '{"id": "1", "text": 5}', "redflags.dev.jsonl is not in the format"),
        ("other.jsonl", "{}", "has no file that this suite knows"),
    ],
)
async def test_what_cannot_be_read_stops_the_run_and_says_where(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(CannotRun, match=says):
        await run_understanding(Answers(refuses_everything), tmp_path)
