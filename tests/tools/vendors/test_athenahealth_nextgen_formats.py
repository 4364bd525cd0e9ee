"""The vendors' ways of writing dates, times, zones, booleans and ids, and our ids of times."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.vendors.athenahealth import formats as athena
from tools.vendors.nextgen import formats as nextgen
from tools.vendors.rest import CalendarId, TimeId

NEW_YORK = ZoneInfo("America/New_York")
KEYS = st.text("abcz_", min_size=1, max_size=20)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@given(DAYS)
def test_an_athenahealth_date_is_read_as_it_was_written(day: date) -> None:
    assert athena.a_date(athena.written_date(day)) == day
    assert athena.a_date(f"{athena.written_date(day)} 17:30:37") == day


@given(st.one_of(st.none(), st.text(max_size=20), st.integers()))
def test_what_is_no_date_is_none_and_never_an_error(written: Any) -> None:
    for read, kind in (
        (athena.a_date, date),
        (nextgen.a_date, date),
        (athena.a_time, time),
        (nextgen.a_time, time),
        (nextgen.a_moment, datetime),
    ):
        found = read(written)
        assert found is None or isinstance(found, kind)


@given(DAYS, TIMES)
def test_a_nextgen_day_and_hour_are_read_as_they_were_written(day: date, at: time) -> None:
    assert nextgen.a_date(nextgen.local(day, at)) == day
    assert nextgen.a_time(f"{at:%H%M}") == at


@given(KEYS, KEYS, DAYS, TIMES, st.integers(0, 10**9).map(str))
def test_the_id_of_a_time_says_what_it_was_made_of(
    site: str, clinician: str, day: date, at: time, native: str
) -> None:
    time_id = TimeId(CalendarId(site, clinician), day, at, native)
    assert TimeId.parse(str(time_id)) == time_id
    assert CalendarId.parse(str(time_id.calendar)) == time_id.calendar


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_times_id(written: str) -> None:
    for kind in (TimeId, CalendarId):
        found = kind.parse(written)
        assert found is None or kind.parse(str(found)) == found


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("US/Eastern", "America/New_York"),
        ("US/Arizona", "America/Phoenix"),
        ("US/East-Indiana", "America/Indiana/Indianapolis"),
        ("America/Denver", "America/Denver"),
        ("", "America/New_York"),
        (None, "America/New_York"),
        ("Middle/Earth", None),
        ("../etc", None),
    ],
)
def test_a_departments_zone_is_known_by_its_old_names_or_not_at_all(name: Any, zone: str | None) -> None:
    found = athena.zone_named(name, NEW_YORK)
    assert (found.key if found else None) == zone


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        ("03/06/2026", "09:00", datetime(2026, 3, 6, 14, tzinfo=UTC)),
        ("03/09/2026", "09:00", datetime(2026, 3, 9, 13, tzinfo=UTC)),
        ("11/01/2026", "01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("03/08/2026", "02:30", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("03/32/2026", "09:00", None),
        ("03/06/2026", "9", None),
    ],
)
def test_a_departments_local_time_is_the_right_instant(day: str, at: str, instant: datetime | None) -> None:
    assert athena.an_instant(day, at, NEW_YORK) == instant


@pytest.mark.parametrize(
    ("value", "is_true", "is_false"),
    [
        (True, True, False),
        ("true", True, False),
        ("Y", True, False),
        (False, False, True),
        ("false", False, True),
        ("N", False, True),
        (None, False, False),
        ("", False, False),
    ],
)
def test_booleans_come_as_such_and_as_words(value: Any, is_true: bool, is_false: bool) -> None:
    assert (athena.is_true(value), athena.is_false(value)) == (is_true, is_false)


@pytest.mark.parametrize(("code", "language"), [("eng", "en"), ("spa", "es"), ("chi", "zh"), (None, "en")])
def test_an_athenahealth_language_is_a_subtag(code: Any, language: str) -> None:
    assert athena.a_language(code) == language


@pytest.mark.parametrize(("name", "language"), [("English", "en"), ("Spanish", "es"), ("Klingon", "en")])
def test_a_nextgen_language_is_a_subtag(name: str, language: str) -> None:
    assert nextgen.a_language(name) == language


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("97456e4b-8575-4423-857e-ba7549d65d25", True), ("id-4", False), ("..", False), ("", False)],
)
def test_only_a_guid_is_one(written: str, is_one: bool) -> None:
    assert nextgen.is_guid(written) is is_one
