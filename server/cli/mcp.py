"""`frontdesk mcp`: the EHR tools for an MCP client on this machine, and tokens for clients of /mcp."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


class CallerRole(StrEnum):
    """Who calls the tools (tools.ehr.session.Role)."""

    PATIENT = "patient"
    STAFF = "staff"
    SERVICE = "service"


Who = Annotated[CallerRole, typer.Option(help="Who calls: some tools are for staff or for services alone.")]
ForPatient = Annotated[
    str | None, typer.Option(metavar="ID", help="Bind it to this patient (EHR id), surely identified.")
]
Clinic = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with clinic.yaml.")]


@app.callback(invoke_without_command=True)
def mcp(
    context: typer.Context,
    role: Who = CallerRole.STAFF,
    patient: ForPatient = None,
    clinic: Clinic = None,
) -> None:
    """Serve the EHR tools over standard input and output, for MCP clients such as Claude Desktop.

    Without --patient, tools are called for the patient who was found or registered last.
    """
    if context.invoked_subcommand is not None:
        return
    import asyncio
    import logging

    from server.cli.trial import trial_settings
    from server.logs import set_up_logging
    from server.mcp_stdio import serve_stdio

    set_up_logging(production=False, level=logging.WARNING)
    asyncio.run(serve_stdio(trial_settings(clinic=clinic), role.value, patient))


@app.command("token")
def token(
    role: Who = CallerRole.STAFF,
    patient: ForPatient = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Grant reading alone.")] = False,
    minutes: Annotated[int, typer.Option(min=1, max=720, help="How long it is good for.")] = 60,
) -> None:
    """Print a bearer token for /mcp that grants less than the service token."""
    from server.cli.trial import trial_settings
    from server.mcp_access import new_mcp_token

    typer.echo(
        new_mcp_token(trial_settings(), role.value, patient_id=patient, read_only=read_only, minutes=minutes)
    )
