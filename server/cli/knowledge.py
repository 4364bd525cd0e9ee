"""`frontdesk knowledge`: index the clinic's documents, ask them, list what patients asked in vain."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The clinic's documents.", no_args_is_help=True)
Clinic = Annotated[Path | None, typer.Option(help="Folder with clinic.yaml; else FRONTDESK_CLINIC.")]


@app.callback()
def knowledge() -> None:
    """The clinic's documents."""


@app.command()
def index(clinic: Clinic = None) -> None:
    """Read the clinic's folder and embed what is new. Exit code 1 when a file is not in use; the reason is printed."""
    import asyncio

    from server.cli.trial import trial_settings
    from server.knowledge.trying import opened

    async def run() -> int:
        async with opened(trial_settings(clinic=clinic)) as desk:
            picture = (await desk.library()).picture
            for document in picture.documents:
                typer.echo(f"{document.id}  {document.language}  {document.about.audience}  {document.title}")
            typer.echo(
                f"{len(picture.documents)} documents, {len(picture.passages)} passages, {len(picture.vectors)} sentences."
            )
            for problem in desk.problems:
                typer.echo(f"{problem.source}: {problem.message}", err=True)
            return len(desk.problems)

    if asyncio.run(run()):
        raise typer.Exit(1)


@app.command()
def ask(
    question: str,
    clinic: Clinic = None,
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
    staff: Annotated[bool, typer.Option("--staff", help="With documents for staff.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The whole answer, for programs.")] = False,
) -> None:
    """What the documents answer, with their places. Exit code 1 when they answer nothing."""
    import asyncio

    from server.cli.trial import trial_settings
    from server.knowledge.trying import answered

    answer = asyncio.run(answered(question, trial_settings(clinic=clinic), language, as_staff=staff))
    if json:
        typer.echo(answer.model_dump_json(indent=1))
    else:
        typer.echo(f"{answer.kind}, {answer.likelihood:.0%} sure")
        for quote in answer.quotes:
            typer.echo(f"{quote.text}\n  [{quote.title}, {quote.source}#{quote.anchor}]")
        if answer.contradiction:
            typer.echo(f"  contradicts {answer.contradiction.older}: {answer.contradiction.older_says}")
    if answer.kind == "unknown":
        raise typer.Exit(1)


@app.command()
def gaps(days: Annotated[int, typer.Option(min=1, max=365)] = 7) -> None:
    """Questions that found no answer in the last days, those that mean the same together. Holds patients' words."""
    import asyncio

    from server.cli.trial import trial_settings
    from server.knowledge.trying import gaps_of

    for gap in asyncio.run(gaps_of(trial_settings(), days)):
        typer.echo(f"{gap.count:4}  {gap.question}")
        for other in gap.others:
            typer.echo(f"      {other}")
