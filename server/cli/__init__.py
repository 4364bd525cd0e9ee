"""The command line: `frontdesk`. Each command loads what it needs when it runs, so that `--help` is quick."""

import sys
from importlib.metadata import entry_points

import typer

from clinic.errors import FrontdeskError

COMMANDS_OF_OTHER_PACKAGES = "frontdesk.commands"
"""Entry points that add commands: a function, or a `typer.Typer` with commands of its own."""


def build() -> typer.Typer:
    """The application with all its commands."""
    from server.cli import chat, check, serve, understand

    app = typer.Typer(
        name="frontdesk",
        help="Runs a clinic's front office: conversations with patients that end in the EHR.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,  # a traceback with local variables would print patient data
        rich_markup_mode=None,
    )
    app.command("serve")(serve.serve)
    app.command("chat")(chat.chat)
    app.command("understand")(understand.understand)
    app.command("check")(check.check)
    for entry in entry_points(group=COMMANDS_OF_OTHER_PACKAGES):
        try:
            command = entry.load()
        except ModuleNotFoundError:
            continue  # that package is not installed here, so its command does not exist
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=entry.name)
        else:
            app.command(entry.name)(command)
    return app


def main() -> None:
    """Entry of the `frontdesk` script. Exit codes: 0 done, 1 refused with a reason, 2 wrong usage."""
    try:
        build()()
    except FrontdeskError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        sys.exit(1)
