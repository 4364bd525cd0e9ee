"""The summary of an eval run for the terminal: gates, measures by kind, confusion tables, the worst lines."""

from collections.abc import Iterator

from evals.gates import unmeasured
from evals.report import Case, Report
from evals.understanding.confusion import Confusion


def summary(report: Report, tables: list[Confusion], worst: int) -> Iterator[str]:
    """`worst` lines are shown for each measure that has an aim."""
    yield f"{report.suite}: {report.passed} passed, {report.failed} failed in {report.seconds:g} s (build {report.build})"
    yield ""
    yield from _gates(report)
    yield ""
    yield from _measures(report)
    for table in tables:
        yield ""
        yield f"Taken for ({table.name}):"
        yield from (f"  {line}" for line in table.lines())
    yield from _worst(report, worst)


def _gates(report: Report) -> Iterator[str]:
    for gate in report.gates:
        lines = report.metrics.get(f"{gate.name}.n")
        of = f"  of {lines:g}" if lines else ""
        yield f"{'met   ' if gate.met else 'MISSED'} {gate.name:<28} {gate.value:>8g}  {gate.aim}{of}"
    for name in unmeasured(report.suite, report.metrics):
        yield f"-      {name:<28} not measured: no data file for it"


def _measures(report: Report) -> Iterator[str]:
    gated = {gate.name for gate in report.gates}
    yield "Without an aim:"
    for name, value in sorted(report.metrics.items()):
        if not name.endswith((".n", ".count")) and name not in gated:
            yield f"  {name:<40} {value:>8g}  of {report.metrics.get(f'{name}.n', 0):g}"


def _worst(report: Report, count: int) -> Iterator[str]:
    """Confidently wrong first."""
    for gate in report.gates:
        measure = gate.name.removesuffix(".count")
        failed = [case for case in report.cases if not case.passed and case.tags[0] == measure]
        if failed and count:
            yield ""
            yield f"Worst of {measure} ({len(failed)} failed):"
            for case in sorted(failed, key=lambda each: -(each.confidence or 0))[:count]:
                yield f"  {_told(case)}"


def _told(case: Case) -> str:
    line = " | ".join(case.transcript or ())
    return f"{case.confidence or 0:.2f} {case.id}: {line} -> wanted {case.expected}, got {case.actual} ({case.why})"
