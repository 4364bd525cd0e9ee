"""Runs the understanding suite: reads every line on one thread, times it, and makes the report."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from agents.understanding import Understanding
from agents.understanding.context import Interpretation
from evals.report import CannotRun, Case, Report
from evals.run import Run
from evals.understanding import (
    attacks,
    booking_dialogues,
    datetime_lines,
    dialog_control,
    heard,
    identity_lines,
    red_flags,
    task_lines,
)
from evals.understanding.confusion import Confusion
from evals.understanding.marks import Judged, Mark, Probe, Prober, emergencies, told, wrong
from evals.understanding.rows import files_of, read_rows

SUITE = "understanding"
PROBERS: dict[str, Prober] = {
    "datetime": datetime_lines.probes,
    "phones": identity_lines.phone_probes,
    "spoken_identity": identity_lines.spoken_probes,
    "intake_slots": identity_lines.intake_probes,
    "sgd_appointments": booking_dialogues.probes,
    "dialog_control": dialog_control.probes,
    "redflags": red_flags.probes,
    "heard": heard.probes,
    "injections": attacks.probes,
    "tasks": task_lines.probes,
}
"""By the first part of a data file's name."""
OWN = Path(__file__).parents[1] / "data"
"""Lines of ours that always run."""


async def run_understanding(
    understanding: Understanding,
    data: Path | None,
    progress: Callable[[str], None] = lambda _: None,
    more: Callable[[], Awaitable[list[Judged]]] | None = None,
) -> tuple[Report, list[Confusion]]:
    """Scores our own lines, whichever files are in `data`, and what `more` judges by itself.

    Raises CannotRun where `data` has none, or a broken one.
    """
    run = Run.begin(SUITE)
    judged: list[Judged] = []
    times: list[float] = []
    for name, path in _files(data):
        progress(f"{path.name} …")
        for probe in _probes(name, path):
            before = perf_counter()
            understood = await understanding.interpret(probe.turn)
            times.append((perf_counter() - before) * 1000)
            marks = [*probe.judge(understood), *_calm(name, understood)]
            judged += [(probe, mark, understood) for mark in marks]
    if more:
        progress("with a stand-in for the model …")
        judged += await more()
    cases = [_case(*each) for each in judged]
    marks = [mark for _, mark, _ in judged]
    metrics = measured(marks) | timed(times)
    report = run.report(cases, metrics)
    return report, Confusion.of(marks)


def _files(data: Path | None) -> Iterator[tuple[str, Path]]:
    if data and not data.is_dir():
        raise CannotRun(f"{data} is not a folder: name one with files such as datetime.dev.jsonl.")
    if data and not any(files_of(data, name) for name in PROBERS):
        known = ", ".join(f"{name}.*.jsonl" for name in PROBERS)
        raise CannotRun(f"{data} has no file that this suite knows: {known}.")
    for name in PROBERS:
        for folder in (OWN, data):
            if folder:
                yield from ((name, path) for path in files_of(folder, name))


def _probes(name: str, path: Path) -> list[Probe]:
    rows = list(read_rows(path))
    try:
        return list(PROBERS[name](rows))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotRun(
            f"{path} is not in the format of {name} files ({type(error).__name__}: {error}); "
            f"its columns are in evals/understanding."
        ) from error


def measured(marks: list[Mark]) -> dict[str, float]:
    """By measure: the share of hits in percent, how many there were (`.count`), and of how many marks (`.n`)."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for mark in marks:
        hits[mark.measure].append(mark.hit)
    metrics: dict[str, float] = {}
    for name, each in hits.items():
        metrics[name] = round(100 * sum(each) / len(each), 2)
        metrics[f"{name}.count"] = sum(each)
        metrics[f"{name}.n"] = len(each)
    return metrics


def timed(times: list[float]) -> dict[str, float]:
    """Milliseconds a line, on one thread."""
    if len(times) < 2:
        return {}
    ninety_fifth = quantiles(times, n=20, method="inclusive")[18]
    return {
        "time.p50.ms": round(median(times), 3),
        "time.p95.ms": round(ninety_fifth, 3),
        "time.n": len(times),
    }


def _calm(kind: str, understood: Interpretation) -> list[Mark]:
    """In files that are about neither emergencies nor attacks no line is an emergency; no aim is set on this."""
    if kind in ("redflags", "heard", "injections"):
        return []
    alarmed = bool(emergencies(understood))
    got = told(understood)
    return [wrong("ordinary.emergencies", alarmed, expected="no emergency", actual=got, why=kind)]


def _case(probe: Probe, mark: Mark, understood: Interpretation) -> Case:
    tags = [mark.measure, *probe.tags]
    if mark.passed:
        return Case(id=probe.id, tags=tags, passed=True)
    said = [f"assistant: {probe.turn.previous}"] if probe.turn.previous else []
    return Case(
        id=probe.id,
        tags=tags,
        passed=False,
        why=mark.why,
        transcript=[*said, f"patient: {probe.turn.utterance}"],
        expected=mark.expected,
        actual=mark.actual,
        confidence=understood.confidence,
    )
