"""`frontdesk chat`: talk to the clinic in the terminal, or play a file of patient lines."""

from pathlib import Path
from typing import Annotated

import typer


def chat(
    script: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Play these lines instead of asking for them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object a turn.")] = False,
    url: Annotated[
        str | None, typer.Option(help="Talk to a running service instead of one in this process.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language to begin in, such as en or es.")] = None,
    clinic: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with clinic.yaml.")] = None,
) -> None:
    """Talk to the clinic. Lines of a script are what the patient says, and three words of stage direction:

    #advance PT24H moves the pinned clock, #option 2 picks the second option, #code types the last code sent.
    """
    import asyncio
    import logging

    from server.logs import set_up_logging
    from server.terminal import play_here, play_there

    set_up_logging(production=False, level=logging.ERROR)
    if url:
        asyncio.run(play_there(url, script=script, as_json=json, language=language))
    else:
        asyncio.run(play_here(clinic, script=script, as_json=json, language=language))
