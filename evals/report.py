"""The report of an eval run as programs read it (contracts: "Reports for programs")."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from clinic.errors import FrontdeskError


class CannotRun(FrontdeskError):
    """The run could not be done at all; the message says what to do. The command then exits with 2."""

    code = "eval_cannot_run"


class Gate(BaseModel):
    """A metric held against its aim, such as ">= 95"."""

    name: str
    value: float
    aim: str
    met: bool


class Case(BaseModel):
    """One judgement of one line or scenario. `why`, `transcript`, `expected`, `actual` stand where it failed.

    `tags` begin with the measure that the case counts for, then file, language and whatever sorts it.
    """

    id: str
    tags: list[str]
    passed: bool
    why: str | None = None
    transcript: list[str] | None = None
    expected: Any = None
    actual: Any = None
    confidence: float | None = None
    """How sure understanding was, 0 to 1."""


class Report(BaseModel):
    """`started` is zone-aware; `metrics` are percent or milliseconds, with `<name>.n` the lines behind a percentage."""

    suite: str
    build: str
    started: datetime
    seconds: float
    passed: int
    failed: int
    metrics: dict[str, float]
    gates: list[Gate]
    cases: list[Case]

    @property
    def all_gates_met(self) -> bool:
        return all(gate.met for gate in self.gates)


def read_report(path: Path) -> Report:
    """A report written by an earlier run. Raises CannotRun where the file is none."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CannotRun(
            f"{path} cannot be read ({error.strerror}): name a file written with --json."
        ) from None
    except ValidationError as error:
        raise CannotRun(
            f"{path} is not a report of `frontdesk eval run … --json`: {error.error_count()} fields do not fit."
        ) from None


def write_text(path: Path, text: str) -> None:
    """Raises CannotRun where the file cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotRun(
            f"{path} cannot be written ({error.strerror}): name a file in a folder that exists."
        ) from None


def build_name() -> str:
    """The git commit that runs, with "+" when files differ from it; "unknown" outside a checkout."""
    git = shutil.which("git")
    root = Path(__file__).parent.parent
    if not git or not (root / ".git").exists():
        return "unknown"

    def ask(*words: str) -> str:
        return subprocess.run(  # noqa: S603  (git itself, with words of ours)
            [git, "-C", str(root), *words], capture_output=True, text=True, check=False
        ).stdout.strip()

    commit = ask("rev-parse", "--short=12", "HEAD")
    return (commit or "unknown") + ("+" if ask("status", "--porcelain", "--untracked-files=no") else "")
