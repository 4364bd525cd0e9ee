"""Which reminders a visit has, when each is due, and every reason why one is not: a table over the pure rules."""

from datetime import date, datetime
from typing import Any

import pytest
from visits import CLINIC, PHONE, at, clinic_with, visit

from clinic.outreach import Due, Held, Never, Reach, Tellings, Told, Verdict, verdicts
from clinic.settings import ClinicSettings

THURSDAY = at("2026-03-05 10:00")
NOTHING_TOLD = Tellings()


def told(start: datetime, when: datetime, key: str = "earlier") -> Tellings:
    return Tellings.of([Told(key=key, start=start, at=when)])


def said(verdict: Verdict) -> str:
    """ "reminder 72h due", "reminder 24h opted_out" …"""
    occasion = verdict.occasion
    lead = f" {occasion.lead.total_seconds() / 3600:g}h" if occasion.lead else ""
    what = "due" if isinstance(verdict, Due) else verdict.reason
    return f"{occasion.kind}{lead} {what}"


def found(
    now: str, *, clinic: ClinicSettings = CLINIC, told: Tellings = NOTHING_TOLD, **more: Any
) -> list[str]:
    start, reach = more.pop("start", THURSDAY), more.pop("reach", Reach())
    return [said(each) for each in verdicts(visit(start, **more), told, reach, clinic, at(now))]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-02 09:59", ["reminder 72h too_early", "reminder 24h too_early"]),
        ("2026-03-02 10:00", ["reminder 72h due", "reminder 24h too_early"]),
        ("2026-03-03 09:59", ["reminder 72h due", "reminder 24h too_early"]),
        ("2026-03-03 10:00", ["reminder 72h too_late", "reminder 24h too_early"]),
        ("2026-03-04 10:00", ["reminder 72h too_late", "reminder 24h due"]),
        ("2026-03-05 08:00", ["reminder 72h too_late", "reminder 24h too_late"]),
        ("2026-03-05 10:00", []),
    ],
)
def test_each_reminder_has_its_time(now: str, expected: list[str]) -> None:
    assert found(now) == expected


DAY_BEFORE = "2026-03-04 12:00"


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        ({"phones": ()}, "no_phone"),
        ({"phones": ("+442079460000",)}, "landline"),
        ({"reach": Reach(opted_out=True)}, "opted_out"),
        ({"reach": Reach(begun=(at("2026-03-04 09:00"),))}, "over_cap"),
        ({"reach": Reach(begun=tuple(at(f"2026-03-0{day} 09:00") for day in (1, 2, 3)))}, "over_cap"),
        ({"confirmed": True}, "already_confirmed"),
        ({"told": told(THURSDAY, at("2026-03-04 11:00"))}, "booked_later"),
    ],
)  # fmt: skip
def test_a_reminder_that_is_not_sent_has_a_reason(situation: dict[str, Any], reason: str) -> None:
    assert found(DAY_BEFORE, **situation)[-1] == f"reminder 24h {reason}"


@pytest.mark.parametrize(
    ("born", "expected"),
    [(date(2012, 1, 1), "confidential"), (None, "confidential"), (date(1990, 1, 1), "due")],
)
def test_what_a_minor_consents_to_alone_is_texted_to_no_phone_on_file(
    born: date | None, expected: str
) -> None:
    rules = CLINIC.guardians.model_copy(update={"confidential": ("follow_up",)})
    clinic = CLINIC.model_copy(update={"guardians": rules})
    assert found(DAY_BEFORE, clinic=clinic, birth_date=born)[-1] == f"reminder 24h {expected}"


@pytest.mark.parametrize(
    ("phone", "now", "until"),
    [
        (PHONE, "2026-03-04 21:00", "2026-03-05 08:00"),  # the clinic's own evening
        ("+13105550123", "2026-03-04 10:30", "2026-03-04 11:00"),  # Los Angeles: 7:30 there
        ("+18085550123", "2026-03-04 11:30", "2026-03-04 13:00"),  # Honolulu: 6:30 there
    ],
)
def test_quiet_hours_hold_where_the_number_is(phone: str, now: str, until: str) -> None:
    start = at("2026-03-05 18:00") if phone == PHONE else THURSDAY
    held = verdicts(visit(start, phones=(phone,)), NOTHING_TOLD, Reach(), CLINIC, at(now))[-1]
    assert isinstance(held, Held)
    assert (held.reason, held.until) == ("quiet_hours", at(until))


def test_a_reminder_whose_time_is_over_before_quiet_hours_are_is_settled_with_that_reason() -> None:
    early = at("2026-03-05 09:30")
    last = verdicts(visit(early), NOTHING_TOLD, Reach(), CLINIC, at("2026-03-04 21:30"))[-1]
    assert isinstance(last, Never)
    assert last.reason == "quiet_hours"


def test_a_day_before_is_the_same_hour_when_clocks_change_in_between() -> None:
    monday = at("2026-03-09 09:00")  # clocks went forward on Sunday the 8th, in the night
    assert found("2026-03-08 08:59", start=monday)[-1] == "reminder 24h too_early"
    assert found("2026-03-08 09:00", start=monday)[-1] == "reminder 24h due"
    november = at("2026-11-02 09:00")  # clocks went back on Sunday the 1st
    assert found("2026-11-01 08:59", start=november)[-1] == "reminder 24h too_early"
    assert found("2026-11-01 09:00", start=november)[-1] == "reminder 24h due"


def test_a_visit_booked_long_ahead_has_one_reminder_more() -> None:
    long_ago = at("2026-01-10 10:00")
    assert found("2026-02-26 10:00", booked_at=long_ago)[0] == "reminder 168h due"
    assert "reminder 168h due" not in found("2026-02-26 10:00")


def test_a_visit_type_may_have_reminders_of_its_own_or_none() -> None:
    clinic = clinic_with(reminders_by_visit_type={"follow_up": [], "annual_physical": ["5d"]})
    assert found("2026-03-02 10:00", clinic=clinic) == []
    assert found("2026-02-28 10:00", clinic=clinic, visit_type="annual_physical") == ["reminder 120h due"]


def test_the_stage_switched_off_writes_to_nobody() -> None:
    off = CLINIC.model_copy(update={"stages": {"reminders": False}})
    assert found("2026-03-02 10:00", clinic=off, booked_at=at("2026-03-02 09:00")) == []


def test_a_new_visit_is_confirmed_once_and_its_reminders_wait_for_that() -> None:
    booked_at = at("2026-03-03 09:00")
    assert found("2026-03-03 09:05", booked_at=booked_at) == ["confirmation due"]
    assert found("2026-03-04 09:05", booked_at=booked_at) == [
        "reminder 72h booked_later",
        "reminder 24h too_early",
    ]


def test_a_visit_that_moved_is_told_anew_with_each_move() -> None:
    friday = at("2026-03-06 10:00")
    [moved] = verdicts(
        visit(friday), told(THURSDAY, at("2026-02-25 10:00")), Reach(), CLINIC, at("2026-03-02 12:00")
    )
    assert said(moved) == "moved due"
    settled = [
        Told(key="earlier", start=THURSDAY, at=at("2026-02-25 10:00")),
        Told(key=moved.occasion.key, start=friday, at=at("2026-03-02 12:00")),
    ]
    assert found("2026-03-02 13:00", start=friday, told=Tellings.of(settled))[0] == "reminder 72h too_early"
    back = verdicts(visit(THURSDAY), Tellings.of(settled), Reach(), CLINIC, at("2026-03-02 14:00"))
    assert [said(each) for each in back] == ["moved due"]
    again = Tellings.of([*settled, Told(key=back[0].occasion.key, start=THURSDAY, at=at("2026-03-02 14:00"))])
    assert [
        said(each) for each in verdicts(visit(friday), again, Reach(), CLINIC, at("2026-03-02 15:00"))
    ] == ["moved due"]


def test_an_opt_out_is_not_gone_around_by_a_second_number() -> None:
    assert (
        found(DAY_BEFORE, phones=(PHONE, "+19175550111"), reach=Reach(opted_out=True))[-1]
        == "reminder 24h opted_out"
    )


def test_a_reminder_that_would_never_go_out_is_refused_in_clinic_yaml() -> None:
    with pytest.raises(ValueError, match="would never go out"):
        clinic_with(reminders=["1h"])
