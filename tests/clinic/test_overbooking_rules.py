"""Who may be put beside others, and how many: clinic.yaml's overbooking, a table for each rule."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from clinic.overbooking import Allowance, allowance, half_day, has_room, may_overbook
from clinic.scheduling import Forbidden, Verdict
from clinic.settings import ClinicSettings
from clinic.settings.cross_checks import cross_check
from clinic.settings.overbooking import Overbooking

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=NEW_YORK)


def rule(verdict: Verdict) -> str:
    return verdict.rule if isinstance(verdict, Forbidden) else "allowed"


def with_rules(settings: ClinicSettings, own: int | None = None, **rules: object) -> ClinicSettings:
    scheduling = settings.scheduling.model_copy(update={"overbooking": Overbooking.model_validate(rules)})
    full = settings.clinicians["full"].model_copy(update={"overbooking_per_half_day": own})
    return settings.model_copy(
        update={"scheduling": scheduling, "clinicians": {**settings.clinicians, "full": full}}
    )


@pytest.mark.parametrize(
    ("rules", "start", "expected"),
    [
        ({}, "2026-03-02T10:00", "overbooking_is_off"),
        ({"per_half_day": 1}, "2026-03-02T10:00", "allowed"),
        ({"per_half_day": 1}, "2026-03-02T08:00", "already_started"),
        ({"per_half_day": 1}, "2026-03-02T23:59", "allowed"),
        ({"per_half_day": 1}, "2026-03-03T00:00", "overbooked_today_only"),
        ({"per_half_day": 1, "days": "any"}, "2026-03-06T10:00", "allowed"),
        ({"per_half_day": 1, "visit_types": ["check"]}, "2026-03-02T10:00", "allowed"),
        ({"per_half_day": 1, "visit_types": ["child"]}, "2026-03-02T10:00", "never_overbooked"),
    ],
)
def test_nobody_is_put_beside_others_unless_the_clinic_says_so(
    small_clinic: ClinicSettings, rules: dict[str, object], start: str, expected: str
) -> None:
    at = datetime.fromisoformat(start).replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert rule(may_overbook(with_rules(small_clinic, **rules), "check", "open", at, NOW)) == expected


@pytest.mark.parametrize(("own", "expected"), [(None, 2), (0, 0), (5, 5)])
def test_a_clinicians_own_number_goes_before_everybodys(
    small_clinic: ClinicSettings, own: int | None, expected: int
) -> None:
    rules = with_rules(small_clinic, own, per_half_day=2, per_time=1)
    assert allowance(rules, "full") == Allowance(per_time=1, per_half_day=expected)
    assert allowance(rules, "open") == Allowance(per_time=1, per_half_day=2)


@pytest.mark.parametrize(
    ("at_the_time", "in_the_half_day", "expected"),
    [
        (0, 0, "allowed"),
        (0, 2, "allowed"),
        (1, 2, "time_overbooked"),
        (0, 3, "half_day_overbooked"),
    ],
)
def test_there_is_room_up_to_the_allowance(at_the_time: int, in_the_half_day: int, expected: str) -> None:
    assert rule(has_room(Allowance(1, 3), at_the_time, in_the_half_day)) == expected


@pytest.mark.parametrize(
    ("start", "first", "end"),
    [
        ("2026-03-02T11:59", "2026-03-02T05:00", "2026-03-02T17:00"),
        ("2026-03-02T12:00", "2026-03-02T17:00", "2026-03-03T05:00"),
        ("2026-03-08T09:00", "2026-03-08T05:00", "2026-03-08T16:00"),  # clocks went forward
        ("2026-11-01T09:00", "2026-11-01T04:00", "2026-11-01T17:00"),  # clocks went back
    ],
)
def test_a_half_day_is_that_of_the_clinics_clock(
    small_clinic: ClinicSettings, start: str, first: str, end: str
) -> None:
    found = half_day(small_clinic, datetime.fromisoformat(start).replace(tzinfo=NEW_YORK))
    assert [f"{at:%Y-%m-%dT%H:%M}" for at in (found.start, found.end)] == [first, end]


def test_a_kind_of_visit_that_the_clinic_has_not_is_named_with_what_was_meant() -> None:
    written = {"visit_types": {"follow_up": {}}, "scheduling": {"overbooking": {"visit_types": ["folow_up"]}}}
    (finding,) = cross_check(written)
    assert finding.path == ("scheduling", "overbooking", "visit_types", 0)
    assert "did you mean 'follow_up'?" in finding.suggestion
