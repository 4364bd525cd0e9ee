"""The command line of the bench."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.calls import call_figures
from evals.bench.ehr import ehr_figures
from evals.bench.knowledge import knowledge_figures
from evals.bench.report import Figure, Report, machine
from evals.bench.requests import request_figures
from evals.bench.turn import turn_figures

BENCHES: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
    "turn": turn_figures,
    "ehr": ehr_figures,
    "requests": request_figures,
    "calls": call_figures,
    "knowledge": knowledge_figures,
}


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="Which to run; all when none is named.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report for programs to this file.")] = None,
) -> None:
    """Measure the performance figures on this machine."""
    unknown = set(names or ()) - BENCHES.keys()
    if unknown:
        raise typer.BadParameter(
            f"no bench named {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}"
        )
    figures: list[Figure] = []
    for name in names or BENCHES:
        figures += asyncio.run(_measured(BENCHES[name]))
    report = Report(machine=machine(), figures=figures)
    if json:
        json.write_text(report.model_dump_json(indent=2) + "\n")
    typer.echo(report.machine)
    for each in report.figures:
        judged = "" if each.met is None else f"  aim {each.aim}: {'met' if each.met else 'MISSED'}"
        beside = "".join(f"; {name} {value:g}" for name, value in each.beside.items())
        typer.echo(f"{each.name}: {each.value:g} {each.unit}{judged}{beside}")


async def _measured(run: Callable[[], Awaitable[list[Figure]]]) -> list[Figure]:
    return await run()
