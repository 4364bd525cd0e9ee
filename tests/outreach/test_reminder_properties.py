"""Whatever is booked, moved and cancelled, and however often rounds are made: each visit has exactly its messages."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from visits import CLINIC, at, visit

from clinic.care import DueVisit
from clinic.messaging import may_disturb_at, zones_of
from clinic.outreach import Due, Never, Reach, Tellings, Told, bundled, verdicts
from clinic.outreach.reminders import steps

BEGIN = at("2026-03-01 06:00")
"""A week before clocks go forward."""
DAYS = 12
PHONES = ("+12125550123", "+13105550123", "+18085550123")
"""New York, where the clinic is; Los Angeles; Honolulu."""
hours = st.integers(min_value=0, max_value=DAYS * 24)


@st.composite
def histories(draw: Any) -> list[dict[str, Any]]:
    """Visits: when each was booked, where it stands after each change, and when it was cancelled, if ever."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        changes = sorted(draw(st.lists(hours, max_size=3, unique=True)))
        starts = [
            at(f"2026-03-{draw(st.integers(1, 13)):02} {draw(st.integers(8, 17)):02}:20")
            for _ in range(len(changes) + 1)
        ]
        made.append(
            {
                "id_": f"visit-{number}",
                "phone": draw(st.sampled_from(PHONES)),
                "booked_at": BEGIN + timedelta(hours=draw(st.integers(-24 * 20, 24 * 3))),
                "starts": list(zip([-1, *changes], starts, strict=True)),
                "cancelled": draw(st.one_of(st.none(), hours)),
            }
        )
    return made


def stands(history: dict[str, Any], now: datetime) -> DueVisit | None:
    """The visit as the EHR has it at that time; None where there is none ahead."""
    gone = history["cancelled"] is not None and now >= BEGIN + timedelta(hours=history["cancelled"])
    if gone or history["booked_at"] > now:
        return None
    start = [start for hour, start in history["starts"] if BEGIN + timedelta(hours=hour) <= now][-1]
    if start <= now:
        return None
    return visit(start, id_=history["id_"], phones=(history["phone"],), booked_at=history["booked_at"])


class Rounds:
    """What the reconciler does, in memory."""

    def __init__(self) -> None:
        self.told: defaultdict[str, list[Told]] = defaultdict(list)
        self.written: list[tuple[datetime, str, str, tuple[DueVisit, ...]]] = []

    def reach(self, phone: str) -> Reach:
        begun = (when for when, to, kind, _ in self.written if to == phone and kind == "reminder")
        return Reach(begun=tuple(begun))

    def make(self, visits: list[DueVisit], now: datetime) -> None:
        dues = []
        for each in visits:
            known = Tellings.of(self.told[each.appointment.id])
            for verdict in verdicts(each, known, self.reach(each.phones[0]), CLINIC, now):
                if isinstance(verdict, Due):
                    dues.append((verdict, each))
                elif isinstance(verdict, Never):
                    self.settle(verdict, now, verdict.reason)
        for bundle in bundled(dues, CLINIC.zone):
            if bundle.kind == "reminder" and now in self.reach(bundle.phone).begun:
                continue  # the cap of the day, as the reconciler looks at it again
            self.written.append((now, bundle.phone, bundle.kind, bundle.visits))
            for due in bundle.dues:
                self.settle(due, now, "")

    def settle(self, verdict: Due | Never, now: datetime, reason: str) -> None:
        occasion = verdict.occasion
        told = Told(key=occasion.key, start=occasion.start, at=now, reason=reason)
        self.told[occasion.appointment_id].append(told)


@settings(max_examples=15, deadline=None)
@given(histories())
def test_every_visit_has_exactly_its_messages_or_a_reason(history: list[dict[str, Any]]) -> None:
    rounds = Rounds()
    for hour in range((DAYS + 2) * 24):
        now = (BEGIN + timedelta(hours=hour)).astimezone(UTC)
        visits = [found for each in history if (found := stands(each, now))]
        rounds.make(visits, now)
        before = len(rounds.written)
        if hour % 5 == 0:
            rounds.make(visits, now)
            assert len(rounds.written) == before, "a second round finds nothing to do"
    _each_occasion_once(rounds)
    _nobody_is_disturbed(rounds)
    _nothing_is_open_of_visits_that_took_place(rounds, history)


def _each_occasion_once(rounds: Rounds) -> None:
    keys = Counter(told.key for settled in rounds.told.values() for told in settled)
    assert set(keys.values()) <= {1}


def _nobody_is_disturbed(rounds: Rounds) -> None:
    rules, days = CLINIC.sms, Counter[tuple[str, str]]()
    for when, phone, kind, visits in rounds.written:
        zones = zones_of(phone, CLINIC.zone)
        assert may_disturb_at(when, zones, start=rules.quiet_until, end=rules.quiet_from)
        assert all(each.appointment.start > when for each in visits), "about a visit that is over"
        if kind == "reminder":
            days[phone, when.astimezone(zones[-1]).date().isoformat()] += 1
    assert set(days.values()) <= {1}, "more than one a day to a number"


def _nothing_is_open_of_visits_that_took_place(rounds: Rounds, history: list[dict[str, Any]]) -> None:
    """Where a visit has kept its last time for long enough, all of its reminders are settled for that time."""
    for each in history:
        since, start = each["starts"][-1]
        last_change = max(BEGIN + timedelta(hours=since), each["booked_at"])
        if each["cancelled"] is not None or start - last_change < timedelta(days=4):
            continue
        settled = {told.key for told in rounds.told[each["id_"]] if told.start == start}
        wanted = list(steps(visit(start, id_=each["id_"], booked_at=each["booked_at"]), CLINIC))
        reminders = [key for key in settled if key.startswith("reminder.")]
        assert len(reminders) == len(wanted)
