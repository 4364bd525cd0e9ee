"""`frontdesk understand`: what would be understood of a line, without a service."""

from typing import Annotated

import typer


def understand(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read turn contexts, one JSON object a line (see the docs).")
    ] = False,
) -> None:
    """Read patient lines from standard input and print what is understood, a JSON object a line.

    A model answers where FRONTDESK_LLM_MODEL is set, else local understanding. Exit code 1 when a line could not
    be read; its answer then has an `error`.
    """
    import asyncio
    import sys

    from server.cli.trial import trial_settings
    from server.understand_lines import interpret_lines

    failed = asyncio.run(interpret_lines(sys.stdin, jsonl=jsonl, settings=trial_settings(), write=typer.echo))
    if failed:
        raise typer.Exit(1)
