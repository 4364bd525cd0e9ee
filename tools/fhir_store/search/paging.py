"""Pages by position in the sort order, not by number: rows written meanwhile shift nothing."""

import base64
from dataclasses import dataclass

import orjson

from ..outcomes import FhirProblem


@dataclass(frozen=True, slots=True)
class Cursor:
    """A page begins after (or, `back`, ends before) the row with these sort values and key."""

    values: tuple[str | int, ...]
    key: int
    back: bool = False
    total: int | None = None
    """The first page's total, so that it is counted once."""


def encode_cursor(cursor: Cursor) -> str:
    packed = orjson.dumps([list(cursor.values), cursor.key, cursor.back, cursor.total])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """Raises FhirProblem 400 for a cursor that was not made here."""
    try:
        values, key, back, total = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        numbers = [each for each in (*values, key, total) if isinstance(each, int)]
        kinds = all(isinstance(each, str | int) for each in (*values, key, total or 0))
        if kinds and isinstance(back, bool) and all(abs(each) < 2**62 for each in numbers):
            return Cursor(tuple(values), int(key), back, total)
    except (ValueError, TypeError):
        pass
    raise FhirProblem(400, "value", "This paging link is not one of this server's: search again.")
