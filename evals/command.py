"""`frontdesk eval`: run suites, compare runs."""

import asyncio
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from agents.understanding.context import Understanding
from clinic.errors import FrontdeskError
from evals.compare import told
from evals.console import summary
from evals.junit import junit
from evals.report import CannotRun, Report, read_report, write_text
from evals.understanding.confusion import Confusion
from evals.understanding.marks import Judged

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
SUITES = ("understanding", "scenarios", "identification", "knowledge")
NO_MODEL = "No model is configured: set FRONTDESK_LLM_MODEL (and OPENAI_API_KEY, OPENAI_BASE_URL)."
GATE_MISSED, COULD_NOT_RUN = 1, 2


@app.callback()
def evals() -> None:
    """Measure the quality of Frontdesk from the outside."""


@app.command()
def run(
    suites: Annotated[list[str], typer.Argument(metavar="SUITE...", help=" or ".join(SUITES))],
    data: Annotated[Path | None, typer.Option(help="Folder with files such as datetime.dev.jsonl.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report for programs to this file.")] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML to this file.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="A report of an earlier run to compare with.")] = None,
    model: Annotated[
        bool, typer.Option("--model", help="Ask the configured model (FRONTDESK_LLM_MODEL).")
    ] = False,
    stand_in: Annotated[bool, typer.Option(help="Also score with a stand-in for the model.")] = True,
    worst: Annotated[int, typer.Option(min=0, help="Lines shown of each measure that has an aim.")] = 3,
) -> None:
    """Run suites and hold them against their aims (evals/gates.yaml).

    Exit code 0: all aims met; 1: at least one missed; 2: could not run.
    """
    try:
        earlier = read_report(baseline) if baseline else None
        report, tables = _run(suites, data, ask_model=model, stand_in=stand_in)
        for line in summary(report, tables, worst):
            typer.echo(line)
        _write(report, json, junit_file)
        if earlier:
            typer.echo("\n".join(["", *told(earlier, report)]))
    except FrontdeskError as error:
        _stop(error)
    except Exception as error:  # a crash must not look like a missed gate
        traceback.print_exc()
        _stop(CannotRun(f"The run broke off ({type(error).__name__}); the traceback above says where."))
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


def _write(report: Report, json: Path | None, junit_file: Path | None) -> None:
    if json:
        write_text(json, report.model_dump_json(indent=1, exclude_none=True) + "\n")
    if junit_file:
        write_text(junit_file, junit(report))


def _run(
    suites: list[str], data: Path | None, *, ask_model: bool, stand_in: bool
) -> tuple[Report, list[Confusion]]:
    """Raises CannotRun. Suites load what they need when they run, so that --help is quick."""
    unknown = [suite for suite in suites if suite not in SUITES]
    if unknown:
        raise CannotRun(f"No suite is named {', '.join(unknown)}; there are: {', '.join(SUITES)}.")
    if len(suites) > 1:
        raise CannotRun("Run one suite at a time: each has a report of its own.")
    if suites == ["scenarios"]:
        from evals.scenarios.suite import run_scenarios

        return asyncio.run(run_scenarios(data, lambda line: typer.echo(line, err=True))), []
    if suites == ["identification"]:
        from evals.identification.suite import run_identification

        return asyncio.run(run_identification(lambda line: typer.echo(line, err=True))), []
    if suites == ["knowledge"]:
        return _knowledge(data, ask_model=ask_model, stand_in=stand_in), []
    return _understanding(data, ask_model=ask_model, stand_in=stand_in)


def _knowledge(data: Path | None, *, ask_model: bool, stand_in: bool) -> Report:
    from evals.knowledge.suite import run_knowledge
    from server.cli.trial import trial_settings
    from server.understanding import model_settings

    model = None
    if ask_model:
        configured = model_settings(trial_settings())
        if configured is None:
            raise CannotRun(NO_MODEL)
        from agents.understanding.model_client import ModelClient

        model = ModelClient(configured).connect()
    return run_knowledge(data, lambda line: typer.echo(line, err=True), model=model, stand_in=stand_in)


def _understanding(data: Path | None, *, ask_model: bool, stand_in: bool) -> tuple[Report, list[Confusion]]:
    from agents.understanding import LocalUnderstanding
    from evals.understanding import model_stand_in
    from evals.understanding.suite import run_understanding

    local = LocalUnderstanding()

    def progress(line: str) -> None:
        typer.echo(line, err=True)

    async def with_stand_in() -> list[Judged]:
        return await model_stand_in.judged(local)

    understanding = _configured_model() if ask_model else local
    return asyncio.run(run_understanding(understanding, data, progress, with_stand_in if stand_in else None))


def _configured_model() -> Understanding:
    """As the service would choose it; raises CannotRun where it would choose none."""
    from clinic.settings import load_clinic
    from server.cli.trial import trial_settings
    from server.understanding import choose_understanding

    settings = trial_settings()
    if not settings.llm_model:
        raise CannotRun(NO_MODEL)
    return choose_understanding(load_clinic(settings.clinic_folder), settings)


def _stop(error: FrontdeskError) -> NoReturn:
    typer.echo(f"frontdesk eval: {error.message}", err=True)
    raise typer.Exit(COULD_NOT_RUN)
