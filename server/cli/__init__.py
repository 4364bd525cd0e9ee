"""The command line: `frontdesk`. Each command loads what it needs when it runs, so that `--help` is quick."""

import sys

import typer

from clinic.errors import FrontdeskError
from server.cli import audit, call, chat, check, doctor, knowledge, mcp, outreach, serve, staff, understand
from server.cli.other_packages import add_commands_of_other_packages


def build() -> typer.Typer:
    """The application with all its commands."""
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
    app.command("call")(call.call)
    app.command("understand")(understand.understand)
    app.command("check")(check.check)
    app.command("doctor")(doctor.doctor)
    app.add_typer(knowledge.app, name="knowledge")
    app.add_typer(mcp.app, name="mcp")
    app.add_typer(staff.app, name="staff")
    app.add_typer(audit.app, name="audit")
    app.add_typer(outreach.app, name="outreach")
    add_commands_of_other_packages(app)
    return app


def main() -> None:
    """Entry of the `frontdesk` script. Exit codes: 0 done, 1 refused with a reason, 2 wrong usage."""
    try:
        build()()
    except FrontdeskError as error:
        typer.echo(error.message, err=True)
        sys.exit(1)
