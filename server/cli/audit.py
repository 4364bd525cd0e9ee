"""`frontdesk audit verify`: has anybody altered the audit trail?"""

import typer

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command()
def verify() -> None:
    """Check the hash chain. Exit code 1 and the first entry that was altered, or that follows a missing one."""
    import asyncio

    from server.records import first_broken_link, open_database
    from server.settings import load_settings

    async def run() -> int | None:
        async with open_database(load_settings().records_url) as database:
            return await database.read(first_broken_link)

    broken = asyncio.run(run())
    if broken is not None:
        typer.echo(
            f"Entry {broken} of the audit trail was altered, or the one before it is missing.", err=True
        )
        raise typer.Exit(1)
    typer.echo("The audit trail is whole.")
