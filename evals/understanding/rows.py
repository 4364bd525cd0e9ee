"""Reads data files: one JSON object a line, named <kind>.jsonl or <kind>.<anything>.jsonl."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from evals.report import CannotRun
from evals.understanding.marks import Row


def files_of(folder: Path, kind: str) -> list[Path]:
    return [path for path in sorted(folder.glob("*.jsonl")) if path.name.split(".")[0] == kind]


def read_rows(path: Path) -> Iterator[Row]:
    """Raises CannotRun with file and line for what is not a JSON object. Empty lines are passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read ({error.strerror}).") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise CannotRun(f"{path}:{number} is not JSON ({error}): correct or remove that line.") from None
        if not isinstance(row, dict):
            raise CannotRun(f"{path}:{number} is not a JSON object: correct or remove that line.")
        yield row
