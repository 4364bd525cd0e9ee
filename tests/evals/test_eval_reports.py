"""Reports for programs and people: JSON, JUnit, comparisons, the console."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.compare import sign_test, told
from evals.console import summary
from evals.gates import Aim, aims_of
from evals.junit import junit
from evals.report import CannotRun, Case, Gate, Report, read_report


def report(passed: list[bool], *, build: str = "abc") -> Report:
    share = round(100 * sum(passed) / len(passed), 2)
    cases = [
        Case(id=f"line-{n}", tags=["phones.right"], passed=ok)
        if ok
        else Case(
            id=f"line-{n}",
            tags=["phones.right"],
            passed=False,
            why="sentence",
            transcript=[f"patient: number {n}\x00"],
            expected="+1",
            actual=["unclear"],
            confidence=n / 100,
        )
        for n, ok in enumerate(passed)
    ]
    return Report(
        suite="understanding",
        build=build,
        started=datetime(2026, 3, 2, 9, tzinfo=UTC),
        seconds=1.5,
        passed=sum(passed),
        failed=len(passed) - sum(passed),
        metrics={"phones.right": share, "phones.right.n": len(passed), "phones.right.count": sum(passed)},
        gates=[Gate(name="phones.right", value=share, aim=">= 97", met=share >= 97)],
        cases=cases,
    )


def test_a_report_survives_its_json(tmp_path: Path) -> None:
    written = report([True, False])
    (tmp_path / "a.json").write_text(written.model_dump_json(exclude_none=True))
    assert read_report(tmp_path / "a.json") == written


@pytest.mark.parametrize("content", ["", "{}", '{"suite": 1}'])
def test_another_file_is_refused_as_a_report(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(CannotRun, match="is not a report"):
        read_report(tmp_path / "a.json")


def test_junit_fails_the_gates_that_are_missed_and_names_the_lines() -> None:
    suite = ElementTree.fromstring(junit(report([True, False])).encode())
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "50, aim >= 97"
    assert "line-1" in (failure.text or "")


def test_junit_has_no_failure_when_all_gates_are_met() -> None:
    assert ElementTree.fromstring(junit(report([True] * 3)).encode()).find("testcase/failure") is None


@pytest.mark.parametrize(
    ("fixed", "broken", "chance"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (9, 1, 0.021484375)],
)
def test_the_chance_of_a_coincidence_is_exact(fixed: int, broken: int, chance: float) -> None:
    assert sign_test(fixed, broken) == chance
    assert sign_test(broken, fixed) == chance


def test_a_few_cases_either_way_are_noise_and_many_one_way_are_not() -> None:
    before = report([True] * 20, build="old")
    slightly = list(told(before, report([False, *[True] * 19], build="new")))
    clearly = list(told(before, report([*[False] * 8, *[True] * 12], build="new")))
    assert slightly[1].startswith("noise  phones.right")
    assert clearly[1].startswith("WORSE  phones.right")
    assert "broken: line-0, line-1, line-2, line-3, line-4 …" in clearly[2]
    assert clearly[-1] == "gate phones.right is NO LONGER MET: 60, aim >= 97"


def test_equal_runs_show_no_difference() -> None:
    assert list(told(report([True, False]), report([True, False])))[1:] == ["No case differs."]


def test_the_console_shows_the_surest_mistakes_first_and_what_was_not_measured() -> None:
    lines = list(summary(report([False] * 5), [], worst=2))
    assert any(line.startswith("MISSED phones.right") for line in lines)
    assert any("tasks.en" in line and "not measured" in line for line in lines)
    worst = [line.strip()[:4] for line in lines if "line-" in line]
    assert worst == ["0.04", "0.03"]


def test_every_aim_of_gates_yaml_has_one_bound() -> None:
    assert [
        aim.metric for aim in aims_of("understanding") if (aim.at_least is None) == (aim.at_most is None)
    ] == []


def test_an_aim_without_a_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="needs at_least or at_most"):
        Aim(metric="phones.right").gate(97)
