"""Logging: one JSON object a line in production, short lines in a demo; ids and codes only, never what people said."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
QUIET = ("httpx", "httpcore", "mcp", "sqlalchemy", "alembic", "uvicorn.access", "openai", "aiosqlite")
"""They log addresses and bodies, which can hold patient data (`GET /fhir/Patient?family=...`)."""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        return json.dumps(line | _extras(record) | _failure(record), default=str)


class ShortLines(logging.Formatter):
    """For a person in front of a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        extras = " ".join(f"{name}={value}" for name, value in (_extras(record) | _failure(record)).items())
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        return f"{at} {record.levelname.lower():7} {record.getMessage()} {extras}".rstrip()


def set_up_logging(*, production: bool, level: int = logging.INFO) -> None:
    """Send all logging of this process to standard error."""
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(JsonLines() if production else ShortLines())
    logging.basicConfig(handlers=[output], level=level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def describe_error(error: BaseException) -> dict[str, str]:
    """An exception's type and where it was raised, without its message, which may quote what a patient said."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    return {"error": type(error).__name__, "where": where}


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _failure(record: logging.LogRecord) -> dict[str, str]:
    return describe_error(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
