"""Spans of free times, the choice among them, and the signed ids that stand for them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.ehr.offering.choice import choose
from tools.ehr.offering.openings import Opening, Room, openings
from tools.ehr.offering.tokens import OfferTokens, Ticket
from tools.ehr.port import Calendar, FreeTime

ZONE = ZoneInfo("America/New_York")
GRID = timedelta(minutes=20)
MORNING = datetime(2026, 3, 3, 9, 0, tzinfo=ZONE).astimezone(UTC)
CALENDARS = {key: Calendar(key, key, "main", frozenset()) for key in ("osei", "kim", "patel")}


def _time(index: int, calendar: str = "osei", *, free: bool = True) -> FreeTime:
    start = MORNING + index * GRID
    return FreeTime(f"{calendar}-{index}", calendar, start, start + GRID, free=free)


def _starts(found: list[Opening]) -> list[int]:
    return [int((each.start - MORNING) / GRID) for each in found]


@pytest.mark.parametrize(
    ("free", "before", "minutes", "behind", "starts"),
    [
        ([0, 1, 2], 0, 20, 0, [0, 1, 2]),
        ([0, 1, 2], 0, 40, 0, [0, 1]),
        ([0, 1, 3, 4], 0, 40, 0, [0, 3]),
        ([0, 1, 2], 0, 40, 20, [0]),
        ([0, 2, 4], 0, 40, 0, []),
        ([0, 1, 2], 0, 30, 0, [0, 1]),
        ([], 0, 20, 0, []),
        ([0, 1, 2], 10, 20, 0, [1, 2]),
        ([0, 1, 2, 3], 20, 20, 20, [1, 2]),
        ([0, 1, 2, 3], 30, 20, 0, [2, 3]),
        ([0, 2, 3, 5], 10, 20, 0, [3]),
    ],
)
def test_a_visit_starts_where_enough_free_times_follow_one_another(free, before, minutes, behind, starts):
    visit, lead = timedelta(minutes=minutes), timedelta(minutes=before)
    room = Room(visit, visit + timedelta(minutes=behind), lead)
    found = openings([_time(index) for index in free], CALENDARS, room)
    assert _starts(found) == starts
    for each in found:
        assert each.end - each.start == visit
        assert each.times[0].start <= each.start - lead
        assert each.times[-1].end >= each.start + room.span


def test_what_is_kept_free_before_a_time_that_the_ehr_offers_for_a_whole_visit_is_its_own_affair():
    whole = replace(_time(0), is_whole_visit=True)
    assert _starts(openings([whole], CALENDARS, Room(GRID, GRID, GRID))) == [0]


def test_times_of_two_calendars_are_not_joined():
    times = [_time(0, "osei"), _time(1, "kim")]
    assert openings(times, CALENDARS, Room(2 * GRID, 2 * GRID)) == []


@given(st.sets(st.integers(0, 40)), st.integers(1, 4))
def test_every_opening_covers_its_span_with_free_times_in_a_row(free, length):
    times = [_time(index, free=index in free) for index in range(41)]
    found = openings(times, CALENDARS, Room(length * GRID, length * GRID))
    for each in found:
        assert all(time.free for time in each.times)
        assert [time.start for time in each.times] == [each.start + at * GRID for at in range(length)]
    assert _starts(found) == [start for start in range(41) if free >= set(range(start, start + length))]


def _opening(day: int, hour: int, minute: int, calendar: str) -> Opening:
    start = datetime(2026, 3, day, hour, minute, tzinfo=ZONE)
    return Opening(CALENDARS[calendar], start, start + GRID, ())


def test_half_days_and_clinicians_vary_before_the_times_of_one_morning_do():
    found = [
        _opening(3, 9, 0, "osei"),
        _opening(3, 9, 20, "osei"),
        _opening(3, 9, 20, "kim"),
        _opening(3, 14, 0, "osei"),
        _opening(3, 14, 20, "kim"),
        _opening(4, 9, 0, "osei"),
        _opening(4, 9, 40, "patel"),
    ]
    choice = choose(found, 3, ZONE)
    assert [(each.start.day, each.calendar.id) for each in choice.openings] == [
        (3, "osei"),
        (3, "kim"),
        (4, "patel"),
    ]
    assert choice.is_varied


def test_within_one_morning_the_times_lie_apart():
    found = [_opening(3, hour, minute, "osei") for hour in (9, 10, 11) for minute in (0, 20, 40)]
    choice = choose(found, 3, ZONE)
    assert [each.start.hour for each in choice.openings] == [9, 10, 11]
    assert not choice.is_varied


def test_few_openings_are_all_offered():
    found = [_opening(3, 9, 0, "osei"), _opening(3, 9, 0, "kim")]
    assert choose(found, 3, ZONE).openings == tuple(found)


@given(
    st.lists(
        st.tuples(
            st.integers(2, 6),
            st.integers(8, 16),
            st.sampled_from((0, 20, 40)),
            st.sampled_from(sorted(CALENDARS)),
        ),
        unique=True,
        max_size=40,
    ),
    st.integers(1, 5),
)
def test_the_earliest_is_offered_and_the_order_is_by_time(places, limit):
    found = [_opening(*place) for place in sorted(places)]
    chosen = choose(found, limit, ZONE).openings
    assert len(chosen) == min(limit, len(found))
    assert len(set(chosen)) == len(chosen)
    assert chosen[:1] == tuple(found[:1])
    assert list(chosen) == sorted(chosen, key=lambda each: each.start)


TICKET = Ticket("annual_physical", "schedule-osei", ("slot-1", "slot-2"))


def test_a_slot_id_opens_only_in_the_conversation_it_was_offered_to():
    tokens = OfferTokens("key")
    slot_id = tokens.mint(TICKET, "c1")
    assert tokens.open(slot_id, "c1") == TICKET
    assert tokens.open(slot_id, "c2") is None


def test_another_key_neither_opens_nor_forges():
    assert OfferTokens("key").open(OfferTokens("guess").mint(TICKET, "c1"), "c1") is None


@given(st.data())
def test_a_slot_id_with_any_character_changed_is_refused(data):
    slot_id = OfferTokens("key").mint(TICKET, "c1")
    at = data.draw(st.integers(0, len(slot_id) - 2))  # the last character's low bits are padding
    other = data.draw(
        st.characters(min_codepoint=33, max_codepoint=126).filter(lambda each: each != slot_id[at])
    )
    assert OfferTokens("key").open(slot_id[:at] + other + slot_id[at + 1 :], "c1") is None


@given(st.text(max_size=200))
def test_no_text_opens_as_a_slot_id(text):
    assert OfferTokens("key").open(text, "c1") is None


def test_the_half_day_turns_at_noon_of_the_clinic():
    before, after = _opening(3, 11, 40, "osei"), _opening(3, 12, 0, "osei")
    choice = choose([before, after, _opening(3, 12, 20, "kim")], 2, ZONE)
    assert [each.calendar.id for each in choice.openings] == ["osei", "kim"]
    assert {each.start.date() for each in choice.openings} == {date(2026, 3, 3)}
