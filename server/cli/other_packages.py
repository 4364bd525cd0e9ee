"""Commands of packages above `server`, found by entry point and loaded when they are called."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points

import typer

from clinic.errors import FrontdeskError

GROUP = "frontdesk.commands"
"""An entry point names a function with typer's annotations, or a `typer.Typer` with commands of its own."""
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


class CommandMissing(FrontdeskError):
    """The package behind a command is not there."""

    code = "command_missing"


def add_commands_of_other_packages(app: typer.Typer) -> None:
    for entry in entry_points(group=GROUP):
        described = app.command(
            entry.name,
            help=f"See frontdesk {entry.name} --help.",
            context_settings=PASSED_ON,
            add_help_option=False,
        )
        described(_late(entry))


def _late(entry: EntryPoint) -> Callable[[typer.Context], None]:
    def run(context: typer.Context) -> None:
        try:
            loaded = entry.load()
        except ModuleNotFoundError as error:
            raise CommandMissing(
                f"frontdesk {entry.name} needs the module {error.name}, which is not installed: "
                "install Frontdesk with its extras, pip install 'frontdesk[evals]'."
            ) from None
        inner = loaded
        if not isinstance(loaded, typer.Typer):
            inner = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
            inner.command()(loaded)
        inner(args=context.args, prog_name=f"frontdesk {entry.name}")

    return run
