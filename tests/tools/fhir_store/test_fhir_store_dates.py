"""FHIR dates as ranges."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.fhir_store.search.dates import FAR_FUTURE, date_range

NEW_YORK = ZoneInfo("America/New_York")


def told(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026", "2026-01-01T05:00:00.000+00:00", "2027-01-01T05:00:00.000+00:00"),
        ("2026-12", "2026-12-01T05:00:00.000+00:00", "2027-01-01T05:00:00.000+00:00"),
        ("2026-02", "2026-02-01T05:00:00.000+00:00", "2026-03-01T05:00:00.000+00:00"),
        # the day on which the clocks go forward has 23 hours
        ("2026-03-08", "2026-03-08T05:00:00.000+00:00", "2026-03-09T04:00:00.000+00:00"),
        ("2026-03-02T09:00", "2026-03-02T14:00:00.000+00:00", "2026-03-02T14:01:00.000+00:00"),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000+00:00", "2026-03-02T09:00:01.000+00:00"),
        ("2026-03-02T09:00:00.5-05:00", "2026-03-02T14:00:00.500+00:00", "2026-03-02T14:00:00.501+00:00"),
    ],
)
def test_a_date_stands_for_all_its_instants(text: str, low: str, high: str) -> None:
    assert tuple(map(told, date_range(text, NEW_YORK))) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-02-30",
        "0000",
        "26",
        "2026-3-2",
        "2026-03-02T25:00Z",
        "2026-W10",
        "20260302",
        "٢٠٢٦",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        date_range(text, UTC)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_the_last_year_has_no_end(text: str) -> None:
    assert date_range(text, UTC)[1] == FAR_FUTURE


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_an_instant_lies_within_its_own_day_month_and_year(local: datetime, offset: int) -> None:
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    text = f"{local.isoformat(timespec='milliseconds')}{sign}{minutes // 60:02}:{minutes % 60:02}"
    low, high = date_range(text, UTC)
    assert high == low + 1
    day = (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=low)).date().isoformat()
    for wider in (day, day[:7], day[:4]):
        start, end = date_range(wider, UTC)
        assert start <= low < end


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_a_range_or_a_value_error(text: str) -> None:
    try:
        low, high = date_range(text, NEW_YORK)
    except ValueError:
        return
    assert low < high
