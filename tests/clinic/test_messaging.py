"""Rules of text messages: keywords, answers, quiet hours, caps, segments."""

import math
from datetime import datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.messaging import (
    answer_of,
    earliest,
    fitted,
    is_over_cap,
    keyword_of,
    may_disturb_at,
    moves_on,
    plain,
    segments,
    zones_of,
)
from clinic.messaging.keywords import is_answered_by_twilio, language_of, may_mean_a_visit
from clinic.messaging.statuses import OF_TWILIO

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
DAY = {"start": time(8), "end": time(21)}


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("STOP", "stop"),
        ("Stop.", "stop"),
        (" stop!! 🛑", "stop"),
        ("StopAll", "stop"),
        ("CANCEL", "stop"),
        ("opt out", "stop"),
        ("opt-out", "stop"),
        ("please stop texting me, thanks", "stop"),
        ("Don't text me", "stop"),
        ("Wrong number", "stop"),
        ("¡Alto!", "stop"),
        ("No me escriban más por favor", "stop"),
        ("START", "start"),
        ("unstop", "start"),
        ("Comenzar", "start"),
        ("HELP", "help"),
        ("Ayuda", "help"),
        ("información", "help"),
        ("Who is this?", "who"),
        ("¿Quién es?", "who"),
        ("stop by the desk tomorrow", None),
        ("can you help me find a doctor", None),
        ("cancel my appointment", None),
        ("yes", None),
        ("the pain won't stop", None),
        ("I start a new job", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_keyword_is_the_whole_message(text: str, keyword: str | None) -> None:
    assert keyword_of(text) == keyword


def test_yes_is_an_opt_in_of_who_has_opted_out_alone() -> None:
    assert [keyword_of("YES", stopped=stopped) for stopped in (True, False)] == ["start", None]
    assert [keyword_of("Sí", stopped=stopped) for stopped in (True, False)] == ["start", None]


def test_who_answers_a_keyword_and_in_which_language() -> None:
    assert [is_answered_by_twilio(word) for word in ("Stop", "cancel", "help", "alto", "stop texting me")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [may_mean_a_visit(word) for word in ("Cancel!", "cancelar", "stop")] == [True, True, False]
    assert [language_of(word) for word in ("alto", "Ayuda", "stop")] == ["es", "es", "en"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("C", "attend"),
        ("c.", "attend"),
        ("YES", "attend"),
        ("yes please", "attend"),
        ("ok thanks", "attend"),
        ("1", "attend"),
        ("👍", "attend"),
        ("👍🏽👍🏽", "attend"),
        ("Sí", "attend"),
        ("R", "move"),
        ("Reschedule", "move"),
        ("2", "move"),
        ("x", "cancel"),
        ("3", "cancel"),
        ("❌", "cancel"),
        ("no", "keep"),
        ("yes but I might be late", None),
        ("🤔", None),
        ("👍❌", None),
        ("", None),
        ("who is this", None),
    ],
)
def test_an_answer_about_a_visit_is_the_whole_message(text: str, answer: str | None) -> None:
    assert answer_of(text) == answer


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ñ" * 160, 1),
        ("á" * 70, 1),
        ("á" + "a" * 70, 2),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_segments_are_counted_as_carriers_do(text: str, count: int) -> None:
    assert segments(text) == count


def test_typographic_signs_do_not_make_a_message_longer() -> None:
    assert segments(plain("“Say” — it’s fine… " * 6)) == 1
    assert plain("Ñandú — «sí»") == 'Ñandú - "sí"'


@given(st.text(max_size=900), st.integers(1, 5))
def test_what_is_fitted_fits_and_says_nothing_new(text: str, most: int) -> None:
    ending = "More: https://x.example/c/abc"
    short = fitted(text, most, ending=ending)

    assert segments(short) <= most
    assert short == text or text.startswith(short.removesuffix(ending).rstrip())


@given(st.text(max_size=400))
def test_a_segment_holds_no_more_than_it_can(text: str) -> None:
    assert segments(text) <= math.ceil(len(text.encode("utf-16-be")) / 2 / 67)


def test_what_is_quiet_in_the_clinics_zone_or_the_numbers_is_quiet() -> None:
    here, coast = zones_of("+12125550123", NEW_YORK), zones_of("+13105550123", NEW_YORK)
    assert (here, coast) == ((NEW_YORK,), (NEW_YORK, LOS_ANGELES))
    assert zones_of("+18005550123", NEW_YORK) == (NEW_YORK,), "a toll-free number is nowhere"
    assert zones_of("12345", NEW_YORK) == (NEW_YORK,)
    nine = datetime(2026, 3, 2, 9, 0, tzinfo=NEW_YORK)
    assert [may_disturb_at(nine, zones, **DAY) for zones in (here, coast)] == [True, False]
    assert earliest(nine, coast, **DAY) == datetime(2026, 3, 2, 8, 0, tzinfo=LOS_ANGELES)


@pytest.mark.parametrize(
    ("moment", "may"),
    [((7, 59), False), ((8, 0), True), ((20, 59), True), ((21, 0), False), ((23, 30), False)],
)
def test_quiet_hours_end_at_eight_and_begin_at_nine(moment: tuple[int, int], may: bool) -> None:
    assert may_disturb_at(datetime(2026, 3, 2, *moment, tzinfo=NEW_YORK), [NEW_YORK], **DAY) == may


def test_when_the_clocks_go_forward_the_night_is_an_hour_shorter() -> None:
    late = datetime(2026, 3, 7, 21, 30, tzinfo=NEW_YORK)
    opening = earliest(late, [NEW_YORK], **DAY)
    assert opening == datetime(2026, 3, 8, 8, 0, tzinfo=NEW_YORK)
    assert opening.timestamp() - late.timestamp() == timedelta(hours=9.5).total_seconds()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(NEW_YORK)),  # noqa: DTZ001
    st.sampled_from([NEW_YORK, LOS_ANGELES, ZoneInfo("Pacific/Honolulu"), ZoneInfo("Asia/Kolkata")]),
)
def test_the_earliest_moment_is_one_at_which_one_may_disturb(moment: datetime, other: ZoneInfo) -> None:
    found = earliest(moment, [NEW_YORK, other], **DAY)
    assert found >= moment
    assert may_disturb_at(found, [NEW_YORK, other], **DAY)


def test_caps_count_by_the_recipients_day_and_any_seven_days() -> None:
    now = datetime(2026, 3, 6, 9, 0, tzinfo=NEW_YORK)
    late_yesterday = now - timedelta(hours=13)
    assert not is_over_cap(now, [late_yesterday], NEW_YORK, day=1, week=3)
    assert is_over_cap(now, [now - timedelta(minutes=5)], NEW_YORK, day=1, week=3)
    assert is_over_cap(now, [now - timedelta(days=n) for n in (1, 2, 6)], NEW_YORK, day=1, week=3)
    assert not is_over_cap(now, [now - timedelta(days=n) for n in (1, 2, 8)], NEW_YORK, day=1, week=3)


def test_whatever_order_reports_come_in_a_delivery_ends_delivered() -> None:
    for order in permutations(["queued", "sending", "sent", "delivered"]):
        state = "sent"
        for status in order:
            reported = OF_TWILIO[status]
            state = reported if moves_on(state, reported) else state  # type: ignore[arg-type]
        assert state == "delivered"
