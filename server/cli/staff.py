"""`frontdesk staff …`: who may sign in to the console."""

import asyncio
import sys
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from clinic.settings import ClinicSettings

T = TypeVar("T")
app = typer.Typer(help="People who may sign in to the staff console.", no_args_is_help=True)
PasswordFromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input; else one is made up.")
]


class Role(StrEnum):
    """As clinic.requests.StaffRole; typer wants an enumeration."""

    FRONT_DESK = "front_desk"
    NURSE = "nurse"
    CLINICIAN = "clinician"
    MANAGER = "manager"


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As patients hear it.")],
    role: Annotated[Role, typer.Option(help="What they may decide.")],
    email: Annotated[
        str, typer.Option(help="What they sign in with; made from the name when left out.")
    ] = "",
    npi: Annotated[str, typer.Option(help="Of a clinician: who signs an order.")] = "",
    password_stdin: PasswordFromStdin = False,
) -> None:
    """Add an account. A password that is made up is printed once."""
    from server.staff.accounts import add_account
    from server.staff.passwords import hash_password

    password, made_up = _password(password_stdin)
    encoded = hash_password(password)
    account = _in_records(
        lambda connection: add_account(
            connection,
            email=email or _email_of(name),
            name=name,
            role=role.value,
            npi=npi,
            password_hash=encoded,
            at=datetime.now(UTC),
        )
    )
    typer.echo(f"{account.name} signs in as {account.email} ({account.role}).")
    _tell(password, made_up)


@app.command("list")
def list_accounts() -> None:
    """All accounts: e-mail address, role, name, and which are disabled."""
    from server.staff.accounts import all_accounts

    for account in _in_records(all_accounts):
        typer.echo(
            f"{account.email}\t{account.role}\t{account.name}{'  (disabled)' if account.disabled else ''}"
        )


@app.command()
def disable(email: str) -> None:
    """Close an account; who is signed in is signed off at once."""
    _change(email, "staff_disabled", disabled=True)
    typer.echo(f"{email} can no longer sign in.")


@app.command()
def enable(email: str) -> None:
    """Open a disabled account again."""
    _change(email, "staff_enabled", disabled=False)
    typer.echo(f"{email} can sign in again.")


@app.command("password")
def set_password(email: str, password_stdin: PasswordFromStdin = False) -> None:
    """Set a new password; open sessions end."""
    from server.staff.passwords import hash_password

    password, made_up = _password(password_stdin)
    _change(email, "staff_password_set", password=hash_password(password))
    typer.echo(f"{email} has a new password.")
    _tell(password, made_up)


@app.command()
def away(
    email: str,
    until: Annotated[datetime, typer.Option(help="When they are back, by the clinic's clock.")],
    cover: Annotated[str, typer.Option(help="Who sees to their requests: a role, or an e-mail address.")],
    from_: Annotated[
        datetime | None,
        typer.Option("--from", help="When they go, by the clinic's clock; now when left out."),
    ] = None,
) -> None:
    """Somebody is away: what is theirs goes to their cover, at once and as long as they are away."""
    from server.records.absences import note_away
    from server.staff.accounts import the_account

    clinic, now = _clinic_and_now()
    start, end = (each.replace(tzinfo=clinic.zone) if each else now for each in (from_, until))

    def work(connection: "Connection") -> str:
        account = the_account(connection, email)
        covering = cover if cover in {role.value for role in Role} else the_account(connection, cover).id
        note_away(
            connection, account.id, starts_at=start, ends_at=end, covered_by=covering, by="", at=now
        )  # fmt: skip
        return account.name

    typer.echo(f"{_in_records(work)} is away until {end:%a %b %-d %Y, %H:%M}; {cover} covers.")


@app.command()
def back(email: str) -> None:
    """They are back, or do not go: forget when they are away."""
    from server.records.absences import end_absences
    from server.staff.accounts import the_account

    _, now = _clinic_and_now()
    ended = _in_records(
        lambda connection: end_absences(connection, the_account(connection, email).id, at=now)
    )
    typer.echo(f"{email}: {ended} absence{'' if ended == 1 else 's'} forgotten.")


def _change(email: str, event: str, **changed: object) -> None:
    from server.staff.accounts import change_account

    _in_records(
        lambda connection: change_account(connection, email, at=datetime.now(UTC), event=event, **changed)
    )


def _password(from_stdin: bool) -> tuple[str, bool]:
    from server.staff.passwords import new_password

    return (sys.stdin.readline().rstrip("\n"), False) if from_stdin else (new_password(), True)


def _tell(password: str, made_up: bool) -> None:
    if made_up:
        typer.echo(f"Password: {password}  (not shown again)")


def _email_of(name: str) -> str:
    """Somebody without an address signs in as name.surname."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join("".join(c if c.isalnum() else " " for c in plain).split())


def _clinic_and_now() -> "tuple[ClinicSettings, datetime]":
    """The clinic, and the time it is there."""
    from clinic.settings import load_clinic
    from server.settings import load_settings

    settings = load_settings()
    return load_clinic(settings.clinic_folder), settings.clock or datetime.now(UTC)


def _in_records(work: "Callable[[Connection], T]") -> T:
    from server.records import open_database
    from server.settings import load_settings

    async def run() -> T:
        async with open_database(load_settings().records_url) as database:
            return await database.write(work)

    return asyncio.run(run())
