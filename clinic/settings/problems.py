"""What is wrong with a clinic folder, told so that its writer can mend it: file, line, and what to write."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clinic.errors import InvalidConfiguration


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` and `column` count from 1; 0 when the mistake has no place in the file."""

    file: Path
    line: int
    column: int
    path: str
    """Where it is in the settings: "visit_types.physical.minutes"; "" for the file as a whole."""
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)
        where = f" {self.path}:" if self.path else ""
        return f"{place}:{where} {self.message}" + (f": {self.suggestion}" if self.suggestion else "")


class InvalidClinic(InvalidConfiguration):
    """A clinic folder that cannot be used. `problems` holds every mistake found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__(format_problems(self.problems))


def format_problems(problems: Iterable[Problem]) -> str:
    """A line for each problem, in the form that editors make a link of: `file:line:column: …`."""
    return "\n".join(str(problem) for problem in problems)
