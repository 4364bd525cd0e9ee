"""Who may book what, when, and how late it may be changed: a table for each rule of clinic.yaml."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.models import Patient
from clinic.scheduling import (
    Allowed,
    Forbidden,
    Verdict,
    bookable,
    eligible_clinicians,
    eligible_sites,
    is_done_at,
    is_open_for,
    may_book,
    may_change,
    may_have,
    may_hold_another,
    may_see,
    may_start,
    slots_needed,
    span,
    visit_length,
)
from clinic.settings import ClinicSettings

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=NEW_YORK)


def patient(established: bool = True, born: date = date(1985, 3, 14)) -> Patient:
    return Patient(id="p", first_name="A", last_name="B", birth_date=born, established=established)


def rule(verdict: Verdict) -> str:
    return verdict.rule if isinstance(verdict, Forbidden) else "allowed"


@pytest.mark.parametrize(
    ("visit_type", "established", "expected"),
    [
        ("first", False, "allowed"),
        ("first", True, "new_patients_only"),
        ("check", True, "allowed"),
        ("check", False, "established_patients_only"),
    ],
)
def test_visits_are_for_new_or_established_patients(
    small_clinic: ClinicSettings, visit_type: str, established: bool, expected: str
) -> None:
    assert rule(may_have(small_clinic, visit_type, patient(established), NOW)) == expected


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(2024, 3, 3), "2026-03-02T23:59", "too_young"),  # the day before the second birthday
        (date(2024, 3, 3), "2026-03-03T00:00", "allowed"),
        (date(2008, 3, 3), "2026-03-02T23:59", "allowed"),  # the last day at 17
        (date(2008, 3, 3), "2026-03-03T00:00", "too_old"),
    ],
)
def test_age_is_that_on_the_local_day_of_the_visit(
    small_clinic: ClinicSettings, born: date, on: str, expected: str
) -> None:
    start = datetime.fromisoformat(on).replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert rule(may_have(small_clinic, "child", patient(born=born), start)) == expected


@pytest.mark.parametrize(
    ("visit_type", "clinician", "established", "expected"),
    [
        ("first", "open", False, "allowed"),
        ("first", "full", False, "clinician_takes_no_new_patients"),
        ("check", "full", True, "allowed"),
        ("check", "by_staff", True, "clinician_booked_by_staff"),
        ("child", "full", True, "clinician_does_not_do_this"),
        ("child", "nobody", True, "unknown_clinician"),
    ],
)
def test_a_clinicians_panel_decides_who_is_seen(
    small_clinic: ClinicSettings, visit_type: str, clinician: str, established: bool, expected: str
) -> None:
    assert rule(may_see(small_clinic, visit_type, clinician, patient(established))) == expected


@pytest.mark.parametrize(
    ("visit_type", "site", "expected"),
    [
        ("check", "main", "allowed"),
        ("check", "annex", "not_at_this_site"),
        ("first", "annex", "allowed"),  # no sites named: everywhere
        ("first", "nowhere", "unknown_site"),
    ],
)
def test_visits_take_place_at_their_sites(
    small_clinic: ClinicSettings, visit_type: str, site: str, expected: str
) -> None:
    assert rule(is_done_at(small_clinic, visit_type, site)) == expected


@pytest.mark.parametrize(
    ("visit_type", "after_now", "expected"),
    [
        ("first", timedelta(hours=1, minutes=59), "too_soon"),
        ("first", timedelta(hours=2), "allowed"),
        ("check", timedelta(hours=23, minutes=59), "too_soon"),
        ("check", timedelta(hours=24), "allowed"),
        ("check", timedelta(days=30), "allowed"),
        ("check", timedelta(days=30, minutes=1), "too_far_ahead"),
        ("check", timedelta(minutes=-1), "too_soon"),
    ],
)
def test_a_start_lies_between_notice_and_horizon(
    small_clinic: ClinicSettings, visit_type: str, after_now: timedelta, expected: str
) -> None:
    start = NOW.astimezone(UTC) + after_now
    assert rule(may_start(small_clinic, visit_type, start, NOW)) == expected


@pytest.mark.parametrize(
    ("site", "local", "expected", "where_the_ehr_says_when"),
    [
        ("main", "2026-03-02T08:00", "allowed", "allowed"),
        ("main", "2026-03-02T11:50", "allowed", "allowed"),  # a visit may end in the lunch break
        ("main", "2026-03-02T12:00", "outside_hours", "allowed"),
        ("main", "2026-03-05T09:00", "outside_hours", "allowed"),  # no hours on Thursdays
        ("main", "2026-03-03T09:00", "on_a_holiday", "on_a_holiday"),
        ("annex", "2026-03-08T01:30", "allowed", "allowed"),
        ("annex", "2026-03-08T04:00", "outside_hours", "allowed"),
    ],
)
def test_a_visit_starts_while_its_site_is_open_and_never_on_a_holiday(
    small_clinic: ClinicSettings, site: str, local: str, expected: str, where_the_ehr_says_when: str
) -> None:
    start = datetime.fromisoformat(local).replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert rule(is_open_for(small_clinic, site, start)) == expected
    times = small_clinic.scheduling.model_copy(update={"outside_hours": "allowed"})
    lenient = small_clinic.model_copy(update={"scheduling": times})
    assert rule(is_open_for(lenient, site, start)) == where_the_ehr_says_when


@pytest.mark.parametrize(
    ("now", "start", "expected"),
    [
        ("2026-03-02T08:00", "2026-03-03T08:00", "allowed"),
        ("2026-03-02T08:01", "2026-03-03T08:00", "too_late_to_change"),
        ("2026-03-03T08:00", "2026-03-03T08:00", "already_started"),
        ("2026-03-03T09:00", "2026-03-03T08:00", "already_started"),
        # Over the night of 8 March, from 8:00 to 8:00 are only 23 hours.
        ("2026-03-07T08:00", "2026-03-08T08:00", "too_late_to_change"),
        ("2026-03-07T07:00", "2026-03-08T08:00", "allowed"),
        # Over the night of 1 November they are 25.
        ("2026-10-31T09:00", "2026-11-01T08:00", "allowed"),
    ],
)
def test_a_visit_is_changed_up_to_the_notice_before_it(
    small_clinic: ClinicSettings, now: str, start: str, expected: str
) -> None:
    instants = (datetime.fromisoformat(text).replace(tzinfo=NEW_YORK) for text in (start, now))
    assert rule(may_change(small_clinic, *instants)) == expected


@pytest.mark.parametrize(("upcoming", "expected"), [(0, "allowed"), (1, "allowed"), (2, "too_many_upcoming")])
def test_a_patient_holds_only_so_many_visits(
    small_clinic: ClinicSettings, upcoming: int, expected: str
) -> None:
    assert rule(may_hold_another(small_clinic, upcoming)) == expected


def test_the_horizon_is_elapsed_time_over_a_clock_change(small_clinic: ClinicSettings) -> None:
    window = bookable(small_clinic, "check", NOW)
    assert window.end.astimezone(NEW_YORK) == datetime(2026, 4, 1, 9, 0, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("visit_type", "minutes", "slots"), [("first", 40, 2), ("check", 20, 1), ("child", 45, 3)]
)
def test_a_visit_takes_slots_for_itself_and_its_buffer(
    small_clinic: ClinicSettings, visit_type: str, minutes: int, slots: int
) -> None:
    assert span(small_clinic, visit_type) == timedelta(minutes=minutes)
    assert slots_needed(small_clinic, visit_type, timedelta(minutes=20)) == slots


@pytest.mark.parametrize(
    ("changes", "is_new", "visit", "taken", "slots"),
    [
        ({}, True, 30, 45, 3),
        ({"new_patient_minutes": 60}, True, 60, 75, 4),
        ({"new_patient_minutes": 60}, False, 30, 45, 3),
        ({"new_patient_minutes": 60}, None, 60, 75, 4),  # not known who comes: the longer one
        ({"new_patient_minutes": 20}, True, 20, 35, 2),
        ({"new_patient_minutes": 20}, None, 30, 45, 3),
        ({"buffer_before": 10}, False, 30, 45, 4),
        ({"buffer_before": 25, "new_patient_minutes": 60}, True, 60, 75, 6),
    ],
)
def test_a_visit_is_longer_for_a_new_patient_and_starts_as_a_slot_does_behind_its_buffer(
    small_clinic: ClinicSettings,
    changes: dict[str, int],
    is_new: bool | None,
    visit: int,
    taken: int,
    slots: int,
) -> None:
    kind = small_clinic.visit_types["child"].model_copy(update=changes)  # 30 minutes and 15 behind
    settings = small_clinic.model_copy(update={"visit_types": {"child": kind}})
    assert visit_length(settings, "child", is_new) == timedelta(minutes=visit)
    assert span(settings, "child", is_new) == timedelta(minutes=taken)
    assert slots_needed(settings, "child", timedelta(minutes=20), is_new) == slots


@pytest.mark.parametrize(
    ("visit_type", "who", "expected"),
    [
        ("first", patient(established=False), ("open",)),
        ("check", patient(), ("full", "open")),
        ("check", None, ("full", "open")),
        ("first", None, ("open", "full")),
    ],
)
def test_clinicians_are_those_who_may_see_the_patient(
    small_clinic: ClinicSettings, visit_type: str, who: Patient | None, expected: tuple[str, ...]
) -> None:
    assert eligible_clinicians(small_clinic, visit_type, who) == expected


def test_sites_that_are_not_named_are_all_sites(small_clinic: ClinicSettings) -> None:
    assert eligible_sites(small_clinic, "check") == ("main",)
    assert eligible_sites(small_clinic, "first") == ("main", "annex")


def test_what_is_not_known_yet_is_not_judged(small_clinic: ClinicSettings) -> None:
    assert may_book(small_clinic, "check", now=NOW) == Allowed()


@pytest.mark.parametrize(
    ("visit_type", "changes", "expected"),
    [
        ("check", {}, Allowed()),
        ("dental", {}, Forbidden("unknown_visit_type", "visit_types")),
        ("first", {}, Forbidden("new_patients_only", "visit_types.first.patients")),
        ("check", {"upcoming": 2}, Forbidden("too_many_upcoming", "scheduling.max_upcoming")),
        (
            "check",
            {"clinician": "by_staff"},
            Forbidden("clinician_booked_by_staff", "clinicians.by_staff.panel"),
        ),
        ("check", {"site": "annex"}, Forbidden("not_at_this_site", "visit_types.check.sites")),
        ("check", {"start": NOW}, Forbidden("too_soon", "visit_types.check.min_notice")),
        ("check", {"start": NOW + timedelta(days=3)}, Forbidden("outside_hours", "sites.main.hours")),
        ("check", {"start": NOW + timedelta(days=1)}, Forbidden("on_a_holiday", "holidays")),
    ],
)
def test_a_booking_is_judged_by_all_rules_and_names_the_setting(
    small_clinic: ClinicSettings, visit_type: str, changes: dict[str, object], expected: Verdict
) -> None:
    particulars: dict[str, object] = {
        "patient": patient(),
        "clinician": "full",
        "site": "main",
        "start": NOW + timedelta(days=4),
        **changes,
    }
    assert may_book(small_clinic, visit_type, now=NOW, **particulars) == expected  # type: ignore[arg-type]
