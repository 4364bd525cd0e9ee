"""`frontdesk check DIR`: says what is wrong in a clinic folder, line by line."""

from pathlib import Path
from typing import Annotated

import typer


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with clinic.yaml.")],
) -> None:
    """Validate a clinic folder. Prints a line for each problem (file:line:column); exit code 1 when there are any."""
    from clinic.settings import InvalidClinic, format_problems, load_clinic

    try:
        clinic = load_clinic(folder)
    except InvalidClinic as invalid:
        typer.echo(format_problems(invalid.problems))
        count = len(invalid.problems)
        typer.echo(f"{count} {'problem' if count == 1 else 'problems'}.", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{clinic.name}: fine. {len(clinic.sites)} sites, {len(clinic.clinicians)} clinicians, "
        f"{len(clinic.visit_types)} visit types, languages {', '.join(clinic.languages)}."
    )
