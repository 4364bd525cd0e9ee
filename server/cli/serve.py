"""`frontdesk serve`: the service."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = 8000,
    clinic: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with clinic.yaml.")] = None,
    no_workers: Annotated[  # noqa: ARG001 there are none yet; scripts may say so already
        bool, typer.Option("--no-workers", help="Leave outreach and delivery to `frontdesk worker`.")
    ] = False,
) -> None:
    """Serve patients over HTTP. Settings come from the environment (FRONTDESK_…) and .env."""
    from server.port import take_port
    from server.seeding import begin_seeding
    from server.settings import load_settings

    settings = load_settings(clinic=clinic)
    taken = take_port(host, port)
    seeding = begin_seeding(settings)
    from server.serving import run  # seconds of imports, during which the store is filled

    run(settings, taken, seeding)
