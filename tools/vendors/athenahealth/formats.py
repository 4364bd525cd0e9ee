"""athenaOne's ways of writing: dates as mm/dd/yyyy, times local to the department, ids and booleans as either type."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from clinic.windows import local_instant

_ZONES = {
    "US/Alaska": "America/Anchorage",
    "US/Aleutian": "America/Adak",
    "US/Arizona": "America/Phoenix",
    "US/Central": "America/Chicago",
    "US/East-Indiana": "America/Indiana/Indianapolis",
    "US/Eastern": "America/New_York",
    "US/Hawaii": "Pacific/Honolulu",
    "US/Indiana-Starke": "America/Indiana/Knox",
    "US/Michigan": "America/Detroit",
    "US/Mountain": "America/Denver",
    "US/Pacific": "America/Los_Angeles",
    "US/Samoa": "Pacific/Pago_Pago",
}
"""Department.timezonename uses names that many systems no longer carry (tzdata `backward`)."""
_LANGUAGES = {
    "eng": "en",
    "spa": "es",
    "fre": "fr",
    "fra": "fr",
    "por": "pt",
    "rus": "ru",
    "chi": "zh",
    "zho": "zh",
}
"""ISO 639-2 (language6392code) to the subtags that clinic.yaml uses."""


def written_date(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def a_date(written: Any) -> date | None:
    """None for what is no mm/dd/yyyy; a time behind it is left out."""
    try:
        return datetime.strptime(str(written)[:10], "%m/%d/%Y").date()  # noqa: DTZ007 a calendar date
    except ValueError:
        return None


def a_time(written: Any) -> time | None:
    """HH:MM, local to the department."""
    try:
        return datetime.strptime(str(written), "%H:%M").time()  # noqa: DTZ007 a time of day
    except ValueError:
        return None


def an_instant(day: Any, at: Any, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, of a date and a starttime in a department's zone."""
    local_day, local_time = a_date(day), a_time(at)
    return local_instant(local_day, local_time, zone) if local_day and local_time else None


def zone_named(name: Any, otherwise: ZoneInfo) -> ZoneInfo | None:
    """A department's zone: `otherwise` where it names none, None where nobody knows the name."""
    if not name:
        return otherwise
    try:
        return ZoneInfo(_ZONES.get(str(name), str(name)))
    except (KeyError, ValueError, OSError):
        return None


def is_true(value: Any) -> bool:
    """Booleans come as such, as "true" and "false", and as "Y" and "N"."""
    return value is True or str(value).strip().lower() in ("true", "y", "1")


def is_false(value: Any) -> bool:
    return value is False or str(value).strip().lower() in ("false", "n", "0")


def an_id(value: Any) -> str:
    """Ids are numbers in one environment and strings in another; "" for none."""
    return "" if value is None else str(value)


def a_language(code: Any) -> str:
    """The subtag of a language6392code; "en" where there is none."""
    written = str(code or "").lower()
    return _LANGUAGES.get(written, written[:2] or "en")


def a_language_code(language: str) -> str:
    """ISO 639-2 of a subtag; "" where it is not known, and better not sent."""
    return next((code for code, subtag in _LANGUAGES.items() if subtag == language), "")
