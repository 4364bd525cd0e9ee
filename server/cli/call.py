"""`frontdesk call`: call a running service from the terminal, as Twilio does, or play a file of a caller's lines."""

from pathlib import Path
from typing import Annotated

import typer


def call(
    script: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Play these lines instead of asking for them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object a turn, with timings.")] = False,
    url: Annotated[
        str | None, typer.Option(help="The service; left out: the demo that FRONTDESK_DATA_DIR knows.")
    ] = None,
    number: Annotated[str, typer.Option("--from", help="The caller's number (E.164).")] = "+12125550123",
    audio: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Speak with flite, hear with pocketsphinx, keep the sound here."),
    ] = None,
) -> None:
    """Call the clinic over the ConversationRelay protocol. Lines of a script are what the caller says, and directions:

    #keys 03141985 presses keys, #interrupt WORDS speaks into the last reply behind these words of it, #silence says
    nothing until the service does, #drop lets the socket die and connects again, #code reads out the last code sent.
    """
    import asyncio
    import logging

    from server.logs import set_up_logging
    from server.terminal.calling import call_there, line_to

    set_up_logging(production=False, level=logging.ERROR)
    sound = None
    if audio is not None:
        from server.terminal.sound import Sound

        sound = Sound(audio)
    asyncio.run(call_there(line_to(url), script=script, as_json=json, number=number, sound=sound))
