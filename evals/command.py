"""`frontdesk eval`: run suites, compare runs."""

import asyncio
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from evals.compare import told
from evals.console import summary
from evals.junit import junit
from evals.report import CannotRun, Report, read_report, write_text
from evals.understanding.confusion import Confusion

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
SUITES = ("understanding",)
GATE_MISSED, COULD_NOT_RUN = 1, 2


@app.callback()
def evals() -> None:
    """Measure the quality of Frontdesk from the outside."""


@app.command()
def run(
    suites: Annotated[list[str], typer.Argument(metavar="SUITE...", help="understanding")],
    data: Annotated[Path | None, typer.Option(help="Folder with files such as datetime.dev.jsonl.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report for programs to this file.")] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML to this file.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="A report of an earlier run to compare with.")] = None,
    worst: Annotated[int, typer.Option(min=0, help="Lines shown of each measure that has an aim.")] = 3,
) -> None:
    """Run suites and hold them against their aims (evals/gates.yaml).

    Exit code 0: all aims met; 1: at least one missed; 2: could not run.
    """
    try:
        report = _run(suites, data, json, junit_file, baseline, worst)
    except CannotRun as error:
        _stop(error)
    if not report.all_gates_met:
        raise typer.Exit(GATE_MISSED)


@app.command()
def compare(before: Path, after: Path) -> None:
    """Say what got better or worse from one report to another, and whether that is noise."""
    try:
        for line in told(read_report(before), read_report(after)):
            typer.echo(line)
    except CannotRun as error:
        _stop(error)


def _run(
    suites: list[str],
    data: Path | None,
    json: Path | None,
    junit_file: Path | None,
    baseline: Path | None,
    worst: int,
) -> Report:
    unknown = [suite for suite in suites if suite not in SUITES]
    if unknown:
        raise CannotRun(f"No suite is named {', '.join(unknown)}; there are: {', '.join(SUITES)}.")
    earlier = read_report(baseline) if baseline else None
    report, tables = _understanding(data)
    for line in summary(report, tables, worst):
        typer.echo(line)
    if json:
        write_text(json, report.model_dump_json(indent=1, exclude_none=True) + "\n")
    if junit_file:
        write_text(junit_file, junit(report))
    if earlier:
        typer.echo("")
        for line in told(earlier, report):
            typer.echo(line)
    return report


def _understanding(data: Path | None) -> tuple[Report, list[Confusion]]:
    from agents.understanding import LocalUnderstanding
    from evals.understanding.suite import run_understanding

    def progress(line: str) -> None:
        typer.echo(line, err=True)

    return asyncio.run(run_understanding(LocalUnderstanding(), data, progress))


def _stop(error: CannotRun) -> NoReturn:
    typer.echo(f"frontdesk eval: {error.message}", err=True)
    raise typer.Exit(COULD_NOT_RUN)
