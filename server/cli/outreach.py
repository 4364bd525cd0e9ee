"""`frontdesk outreach run`: what is due to patients, put into the outbox, or only explained."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from server.outreach import Line, Report

app = typer.Typer(help="What the clinic writes to patients of its own accord.", no_args_is_help=True)


@app.callback()
def outreach() -> None:
    """What the clinic writes to patients of its own accord."""


@app.command()
def run(
    until: Annotated[
        str, typer.Option(metavar="TIME", help="Also name what comes due by then (ISO 8601, with its zone).")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; say what is due, and why.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    clinic: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with clinic.yaml.")] = None,
) -> None:
    """One round: everything that is due now goes into the outbox, each thing once, whoever else makes rounds.

    Exit code 1 when the EHR does not tell which visits come.
    """
    import asyncio
    import logging

    from server.logs import set_up_logging
    from server.outreach.opening import open_reconciler
    from server.settings import load_settings

    by = _instant(until)
    set_up_logging(production=False, level=logging.CRITICAL)
    settings = load_settings(clinic=clinic)

    async def one_round() -> "Report":
        async with open_reconciler(settings) as reconciler:
            return await reconciler.round(dry_run=dry_run, until=by)

    report = asyncio.run(one_round())
    typer.echo(report.model_dump_json(indent=2) if json else "\n".join(_told(report, dry_run=dry_run)))
    if report.trouble:
        raise typer.Exit(1)


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("--until: write it in ISO 8601, such as 2026-03-02T18:00:00-05:00") from None
    if instant.tzinfo is None:
        raise typer.BadParameter("--until: an instant needs its zone, such as -05:00")
    return instant


def _told(report: "Report", *, dry_run: bool) -> list[str]:
    """Ids and reasons, and nothing by which somebody who looks over a shoulder knows a patient."""
    lines = [f"{report.visits} visits ahead as of {report.at.isoformat()}."]
    for title, found in (
        ("Due", report.due),
        ("Held back", report.held),
        ("Without a message", report.settled),
    ):
        if found:
            lines += [f"{title}:", *(f"  {_line(each)}" for each in found)]
    counts = ", ".join(f"{name} {number}" for name, number in sorted(report.counts.items()))
    lines.append(f"Occasions: {counts or 'none'}.")
    if report.trouble:
        lines.append(f"The EHR does not tell which visits come: {report.trouble}.")
    did = "would be written" if dry_run else "written"
    return [*lines, f"Messages {did}: {report.messages}. Withdrawn: {report.withdrawn}."]


def _line(line: "Line") -> str:
    lead = f" {line.lead_hours:g} h before" if line.lead_hours is not None else ""
    why = f": {line.reason}" if line.reason else ""
    until = f" until {line.until.isoformat(timespec='minutes')}" if line.until else ""
    visit = f"{line.appointment_id} at {line.start.isoformat(timespec='minutes')}"
    return f"{line.kind}{lead}, {visit}{why}{until}"
