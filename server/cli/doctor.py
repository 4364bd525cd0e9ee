"""`frontdesk doctor`: is everything there that Frontdesk needs?"""

from pathlib import Path
from typing import Annotated

import typer


def doctor(
    write: Annotated[
        bool, typer.Option("--write", help="Also take a test slot in the EHR and give it back.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jwks: Annotated[
        bool,
        typer.Option(
            "--jwks", help="Print the public keys of FRONTDESK_EHR_KEY_FILE, to publish or to register."
        ),
    ] = False,
    clinic: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with clinic.yaml.")] = None,
) -> None:
    """Check every connection and say what is missing, what to do, and who does it meanwhile.

    Nothing is written to the EHR without --write. Exit code 0 when nothing is missing, else 1.
    """
    if jwks:
        from server.doctor.published import public_keys

        typer.echo(public_keys())
        return
    import asyncio
    import logging

    from server.doctor import examine
    from server.doctor.table import table
    from server.logs import set_up_logging

    set_up_logging(production=False, level=logging.CRITICAL)
    examination = asyncio.run(examine(clinic=clinic, write=write))
    typer.echo(examination.model_dump_json(indent=2) if json else "\n".join(table(examination)))
    if not examination.healthy:
        raise typer.Exit(1)
