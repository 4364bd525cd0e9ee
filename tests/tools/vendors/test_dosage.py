"""Directions as FHIR writes them, as numbers a supply can be computed by; what is no plain dose or rhythm is None."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clinic.refills import Directions
from tools.vendors.fhir.dosage import days, directions, local_date

NEW_YORK = ZoneInfo("America/New_York")


def dosage(**repeat: Any) -> dict[str, Any]:
    return {
        "text": "as it says",
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "tablets"}}],
    }


@pytest.mark.parametrize(
    ("repeat", "times_a_day"),
    [
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, 3),
        ({"period": 1, "periodUnit": "d"}, 1),
        ({"frequency": 1, "period": 8, "periodUnit": "h"}, 3),
        ({"frequency": 1, "period": 1, "periodUnit": "wk"}, 1 / 7),
        ({"when": ["MORN", "HS"]}, 2),
        ({"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}, None),
        ({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, None),
        ({"frequency": 1, "period": 1, "periodUnit": "mo"}, None),
        ({}, None),
    ],
)
def test_a_rhythm_is_so_many_times_a_day(repeat: dict[str, Any], times_a_day: float | None) -> None:
    found = directions([dosage(**repeat)], "tablet").times_a_day
    assert found == (pytest.approx(times_a_day) if times_a_day else None)


@pytest.mark.parametrize(
    ("amount", "unit", "dose"),
    [
        ([{"doseQuantity": {"value": 2, "unit": "Tablet(s)"}}], "tablets", 2),
        ([{"doseQuantity": {"value": 500, "unit": "mg"}}], "tablet", None),
        ([{"doseQuantity": {"value": 1}}], "", 1),
        ([{"doseRange": {"low": {"value": 1}, "high": {"value": 2}}}], "tablet", None),
        ([{"doseQuantity": {"value": 1}}, {"doseQuantity": {"value": 2}}], "", None),
        ([], "", None),
    ],
)
def test_a_dose_counts_in_the_unit_of_the_quantity_alone(
    amount: list[dict[str, Any]], unit: str, dose: float | None
) -> None:
    assert directions([{"doseAndRate": amount}], unit).dose == dose


def test_steps_and_needs_are_told() -> None:
    taper = [{"text": "2 a day for a week,"}, {"text": "then 1 a day", "asNeededBoolean": True}]
    assert directions(taper, "") == Directions(
        text="2 a day for a week, then 1 a day", as_needed=True, steps=2
    )
    assert directions([], "") == Directions()


@pytest.mark.parametrize(
    ("code", "times_a_day"), [("BID", 2), ("QOD", 0.5), ("WK", None)]
)  # fmt: skip
def test_a_rhythm_may_be_an_abbreviation(code: str, times_a_day: float | None) -> None:
    timing = {"timing": {"code": {"coding": [{"code": code}]}}}
    assert directions([timing], "").times_a_day == times_a_day


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ({"value": 90, "code": "d"}, 90),
        ({"value": 2, "code": "wk"}, 14),
        ({"value": 30, "unit": "days"}, 30),
        ({"value": 3, "code": "mo"}, None),
        ({}, None),
    ],
)
def test_a_duration_in_days(duration: dict[str, Any], expected: float | None) -> None:
    assert days(duration) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02T03:00:00Z", date(2026, 3, 1)),
        ("2026-03", None),
        ("2026", None),
        (None, None),
        ("soon, they say", None),
    ],
)
def test_dates_are_the_clinics(written: str | None, expected: date | None) -> None:
    assert local_date(written, NEW_YORK) == expected
