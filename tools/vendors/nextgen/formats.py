"""NextGen's ways of writing: local dates and times without a zone, hours as "0800", OData literals."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LANGUAGES = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "vietnamese": "vi",
}


def is_guid(written: str) -> bool:
    """Ids are GUIDs; anything else in a path is answered with 400."""
    return _GUID.fullmatch(written) is not None


def a_date(written: Any) -> date | None:
    """The day of "2023-04-25T00:00:00"."""
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None


def a_time(written: Any) -> time | None:
    """The time of day of "0800" (beginTime)."""
    try:
        return datetime.strptime(str(written), "%H%M").time()  # noqa: DTZ007 a time of day
    except ValueError:
        return None


def a_moment(written: Any) -> datetime | None:
    """The instant of a timestamp that is known to be in UTC (createTimestampUtc)."""
    try:
        return datetime.fromisoformat(str(written)).replace(tzinfo=UTC)
    except ValueError:
        return None


def local(day: date, at: time) -> str:
    """A local date and time as NextGen takes them."""
    return f"{day.isoformat()}T{at:%H:%M}:00"


def datetime_literal(day: date, at: time = time()) -> str:
    """OData version 3."""
    return f"dateTime'{day.isoformat()}T{at:%H:%M:%S}'"


def guid_literal(guid: str) -> str:
    return f"guid'{guid}'"


def a_language(name: Any) -> str:
    """The subtag of a preferredLanguage such as "Spanish"; "en" where it is none that we know."""
    return _LANGUAGES.get(str(name or "").strip().lower(), "en")
