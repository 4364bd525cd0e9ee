"""How clinic.yaml writes durations ("24h"), opening periods ("08:00-12:00")."""

import re
from datetime import time, timedelta

from pydantic_core import PydanticCustomError

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,4})s)?")
_PERIOD = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def parse_duration(written: object) -> object:
    """ "60d", "24h", "15m", "20s" or "1h30m" as a timedelta; anything that is no text is left to pydantic.

    Raises PydanticCustomError, whose context holds what to write instead.
    """
    if isinstance(written, timedelta):
        return written
    found = _DURATION.fullmatch(written.strip().lower()) if isinstance(written, str) else None
    if found is None or not any(found.groups()):
        raise PydanticCustomError(
            "duration",
            "'{written}' is no duration",
            {"written": str(written), "write": 'such as "2h", "15m" or "60d"'},
        )
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def parse_period(written: str) -> dict[str, time]:
    """ "08:00-12:00" as {"start": 08:00, "end": 12:00}, local times; the end comes after the start.

    Raises PydanticCustomError, whose context holds what to write instead.
    """
    found = _PERIOD.fullmatch(written.strip())
    try:
        if found is None:
            raise ValueError
        hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
        start, end = time(hour, minute), time(end_hour, end_minute)
    except ValueError:
        raise PydanticCustomError(
            "period",
            "'{written}' is no opening period",
            {"written": written, "write": 'such as "08:00-12:00"'},
        ) from None
    if end <= start:
        raise PydanticCustomError(
            "period",
            "'{written}' ends before it starts",
            {"written": written, "write": f'such as "{end:%H:%M}-{start:%H:%M}", the earlier time first'},
        )
    return {"start": start, "end": end}
