"""FHIR dates as ranges of milliseconds: 2026-03 is the whole month, in the clinic's zone if none is given."""

import re
from datetime import datetime, timedelta, tzinfo

FAR_PAST, FAR_FUTURE = -(2**53), 2**53
"""Ends of a period that is open, in milliseconds."""

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_FULL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def date_range(text: str, zone: tzinfo) -> tuple[int, int]:
    """The instants that a date, dateTime or instant stands for: [low, high) in milliseconds since 1970 UTC.

    Raises ValueError for what is none, such as 2026-02-31.
    """
    partial = _PARTIAL.fullmatch(text)
    if partial:
        return _partial_range(partial, zone)
    full = _FULL.fullmatch(text)
    if not full:
        raise ValueError("not a FHIR date")
    at = datetime.fromisoformat(text)
    low = _milliseconds(at if at.tzinfo else at.replace(tzinfo=zone))
    width = 60_000 if full[1] is None else 1_000 if full[2] is None else 1
    return low, low + width


def _partial_range(parts: re.Match[str], zone: tzinfo) -> tuple[int, int]:
    year, month, day = int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)
    low = datetime(year, month, day, tzinfo=zone)
    try:
        if parts[3]:
            high = low + timedelta(days=1)
        elif parts[2]:
            high = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
        else:
            high = datetime(year + 1, 1, 1, tzinfo=zone)
    except (ValueError, OverflowError):
        return _milliseconds(low), FAR_FUTURE  # the year 9999 has no next
    return _milliseconds(low), _milliseconds(high)


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
