"""Directions and durations of a prescription (Dosage, Timing, Duration) as plain numbers; what is no such is None."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from clinic.refills import Directions
from tools.fhir_client import Resource

_DAYS = {"h": 1 / 24, "d": 1, "wk": 7}
_NAMES = {"hour": "h", "hours": "h", "day": "d", "days": "d", "week": "wk", "weeks": "wk"}
_CODES = {"QD": 1, "AM": 1, "PM": 1, "BID": 2, "TID": 3, "QID": 4, "QOD": 0.5, "Q4H": 6, "Q6H": 4, "Q8H": 3}
"""Timing.code, of v3-GTSAbbreviation."""


def directions(dosages: Sequence[Resource], unit: str) -> Directions:
    """How it is taken. `unit` is that of the quantity: a dose in another one says nothing of how long it lasts."""
    first: Mapping[str, Any] = dosages[0] if dosages else {}
    return Directions(
        text=" ".join(each["text"] for each in dosages if "text" in each),
        dose=_dose(first, unit),
        times_a_day=_times_a_day(first.get("timing", {})),
        as_needed=any(each.get("asNeededBoolean") or "asNeededCodeableConcept" in each for each in dosages),
        steps=max(1, len(dosages)),
    )


def days(duration: Mapping[str, Any]) -> float | None:
    """A Duration in days; None where its unit is none that always has as many."""
    code = duration.get("code") or _NAMES.get(str(duration.get("unit", "")).lower(), "")
    value = duration.get("value")
    return float(value) * _DAYS[code] if isinstance(value, int | float) and code in _DAYS else None


def local_date(written: Any, zone: ZoneInfo) -> date | None:
    """The clinic's local date of a FHIR date or dateTime; None for a month, a year, or nothing."""
    text = str(written or "")
    try:
        if len(text) <= 10:
            return date.fromisoformat(text) if len(text) == 10 else None
        return datetime.fromisoformat(text).astimezone(zone).date()
    except ValueError:
        return None


def _dose(dosage: Mapping[str, Any], unit: str) -> float | None:
    amounts = [each["doseQuantity"] for each in dosage.get("doseAndRate", ()) if "doseQuantity" in each]
    if len(amounts) != 1 or not isinstance(amounts[0].get("value"), int | float):
        return None
    return float(amounts[0]["value"]) if _one(amounts[0].get("unit", "")) == _one(unit) else None


def _one(unit: str) -> str:
    """ "Tablets" and "tablet(s)" as "tablet"."""
    return unit.strip().lower().removesuffix("(s)").removesuffix("s")


def _times_a_day(timing: Mapping[str, Any]) -> float | None:
    repeat = timing.get("repeat")
    if repeat is None:
        codes = [each.get("code") for each in timing.get("code", {}).get("coding", ())]
        return next((_CODES[each] for each in codes if each in _CODES), None)
    if "frequencyMax" in repeat or "periodMax" in repeat or "dayOfWeek" in repeat:
        return None
    moments = repeat.get("when") or repeat.get("timeOfDay")
    if moments and "period" not in repeat:
        return float(len(moments))
    span = days({"value": repeat.get("period"), "code": repeat.get("periodUnit", "")})
    return float(repeat.get("frequency", 1)) / span if span else None
