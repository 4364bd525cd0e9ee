"""`frontdesk eval` ends with 0, 1 or 2, and says what to do when it cannot run."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import command
from evals.command import app
from evals.report import read_report
from evals.understanding.suite import measured

RUNNER = CliRunner()


def phone_data(folder: Path, text: str, e164: str | None) -> Path:
    row = {"id": "1", "input": text, "region": "US", "kind": "sentence", "e164": e164}
    (folder / "phones.dev.jsonl").write_text(json.dumps(row) + "\n")
    return folder


@pytest.fixture
def one_line(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of our own lines, so that a run is quick."""
    monkeypatch.setattr(
        "evals.understanding.suite.OWN", phone_data(tmp_path_factory.mktemp("own"), "no number", None)
    )


def run(*words: object) -> tuple[int, str, str]:
    """Without the stand-in for the model, which has tests of its own and takes seconds."""
    quick = ["--no-stand-in"] if words[0] == "run" else []
    result = RUNNER.invoke(app, [*(str(word) for word in words), *quick])
    return result.exit_code, result.stdout, result.stderr


def test_a_run_writes_the_reports_and_its_code_says_whether_all_gates_are_met(tmp_path: Path) -> None:
    data = phone_data(tmp_path, "my number is 212 555 0194", "+12125550194")
    code, out, _ = run(
        "run", "understanding", "--data", data, "--json", tmp_path / "a.json", "--junit", tmp_path / "a.xml"
    )
    report = read_report(tmp_path / "a.json")
    assert code == (0 if report.all_gates_met else 1)
    assert report.metrics["phones.right"] == 100
    assert set(report.metrics) >= {
        "tasks.en",
        "tasks.es",
        "tasks.wrong_started",
        "time.p50.ms",
        "time.p95.ms",
    }
    assert out.startswith("understanding: ")
    assert (tmp_path / "a.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(("e164", "code"), [("+12125550194", 0), ("+12125550100", 1)])
def test_one_missed_gate_is_enough_for_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, e164: str, code: int
) -> None:
    monkeypatch.setattr("evals.understanding.suite.OWN", tmp_path / "none")
    data = phone_data(tmp_path, "my number is 212 555 0194", e164)
    assert run("run", "understanding", "--data", data)[0] == code


@pytest.mark.usefixtures("one_line")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "everything"], "No suite is named everything; there are: understanding, "),
        (["run", "understanding", "--data", "/nowhere"], "/nowhere is not a folder"),
        (["run", "understanding", "--baseline", "/nowhere.json"], "/nowhere.json cannot be read"),
        (["run", "understanding", "--json", "/nowhere/a.json"], "/nowhere/a.json cannot be written"),
        (["run", "understanding", "--model"], "No model is configured: set FRONTDESK_LLM_MODEL"),
        (["compare", "/nowhere.json", "/nowhere.json"], "/nowhere.json cannot be read"),
    ],
)
def test_what_cannot_run_ends_with_2_and_says_why(words: list[str], says: str) -> None:
    code, _, err = run(*words)
    assert code == command.COULD_NOT_RUN
    assert says in err


def test_a_crash_does_not_look_like_a_missed_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("no model file")

    monkeypatch.setattr(command, "_understanding", breaks)
    code, _, err = run("run", "understanding")
    assert code == command.COULD_NOT_RUN
    assert "The run broke off (RuntimeError)" in err


@pytest.mark.usefixtures("one_line")
def test_two_runs_of_one_build_do_not_differ(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        run("run", "understanding", "--json", tmp_path / name)
    code, out, _ = run("compare", tmp_path / "a.json", tmp_path / "b.json")
    assert code == 0
    assert out.splitlines()[1:] == ["No case differs."]


@pytest.mark.usefixtures("one_line")
def test_a_baseline_is_compared_with_at_the_end_of_a_run(tmp_path: Path) -> None:
    run("run", "understanding", "--json", tmp_path / "a.json")
    _, out, _ = run("run", "understanding", "--baseline", tmp_path / "a.json")
    assert out.splitlines()[-1] == "No case differs."


def test_a_measure_without_marks_is_no_metric() -> None:
    assert measured([]) == {}
