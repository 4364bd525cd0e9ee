"""What is due about one visit: its confirmation, the news that it was moved, its reminders; each with its reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from clinic.care import DueVisit
from clinic.outreach.occasions import Due, Held, Kind, Never, Occasion, Verdict
from clinic.outreach.reaching import Reach, is_confidential, not_now, number_of, unreachable
from clinic.outreach.reminders import Step, steps
from clinic.outreach.told import Tellings
from clinic.settings import ClinicSettings


def verdicts(
    visit: DueVisit, told: Tellings, reach: Reach, clinic: ClinicSettings, now: datetime
) -> tuple[Verdict, ...]:
    """Every occasion about a booked visit that is not settled yet. `reach` is what is known of `number_of` its phones.

    While there is news (a new visit, a new time) reminders are held back: it says all that they would.
    """
    if not clinic.has_stage("reminders") or visit.appointment.start <= now:
        return ()
    news = tuple(_news(visit, told, reach, clinic, now))
    if any(isinstance(each, Due | Held) for each in news):
        return news
    return (
        *news,
        *(_reminder(visit, step, told, reach, clinic, now) for step in _open_steps(visit, told, clinic)),
    )


def _news(
    visit: DueVisit, told: Tellings, reach: Reach, clinic: ClinicSettings, now: datetime
) -> Iterator[Verdict]:
    """The time that the patient has not been told in writing: that of a new visit, or of one that was moved."""
    start, rules = visit.appointment.start, clinic.outreach
    if not rules.confirmations or told.last_start == start:
        return
    if told.last_start is not None:
        # Numbered: a visit that is moved to and fro is told each time.
        occasion = _occasion(visit, "moved", str(len(told.written)))
    elif visit.booked_at is not None and now - visit.booked_at <= rules.confirm_within:
        occasion = _occasion(visit, "confirmation", "")
    else:
        return
    if not told.has(occasion.key):
        yield _now_or_later(occasion, visit, reach, clinic, now, capped=False)


def _open_steps(visit: DueVisit, told: Tellings, clinic: ClinicSettings) -> Iterator[Step]:
    return (step for step in steps(visit, clinic) if not told.has(_reminder_of(visit, step).key))


def _reminder(
    visit: DueVisit, step: Step, told: Tellings, reach: Reach, clinic: ClinicSettings, now: datetime
) -> Verdict:
    occasion, appointment = _reminder_of(visit, step), visit.appointment
    if now < step.opens:
        return Held(occasion=occasion, reason="too_early", until=step.opens)
    heard = max(filter(None, (visit.booked_at, told.first_told_of(appointment.start))), default=None)
    if heard is not None and heard > step.opens:
        return Never(occasion=occasion, reason="booked_later")
    if appointment.confirmed and clinic.outreach.when_confirmed == "skipped":
        return Never(occasion=occasion, reason="already_confirmed")
    if now >= step.closes:
        return Never(occasion=occasion, reason=unreachable(visit, reach) or "too_late")
    verdict = _now_or_later(occasion, visit, reach, clinic, now, capped=True)
    if isinstance(verdict, Held) and verdict.until is not None and verdict.until >= step.closes:
        return Never(occasion=occasion, reason=verdict.reason)
    return verdict


def _now_or_later(
    occasion: Occasion, visit: DueVisit, reach: Reach, clinic: ClinicSettings, now: datetime, *, capped: bool
) -> Verdict:
    if is_confidential(visit, clinic, now.astimezone(clinic.zone).date()):
        return Never(occasion=occasion, reason="confidential")
    if (why := unreachable(visit, reach)) is not None:
        return Held(occasion=occasion, reason=why)
    phone = number_of(visit.phones)
    if (obstacle := not_now(phone, reach, clinic, now, capped=capped)) is not None:
        return Held(occasion=occasion, reason=obstacle.reason, until=obstacle.until)
    return Due(occasion=occasion, phone=phone)


def _reminder_of(visit: DueVisit, step: Step) -> Occasion:
    occasion = _occasion(visit, "reminder", f"{int(step.lead.total_seconds() // 60)}m")
    return occasion.model_copy(update={"lead": step.lead})


def _occasion(visit: DueVisit, kind: Kind, which: str) -> Occasion:
    appointment = visit.appointment
    start = f"{appointment.start.astimezone(UTC):%Y%m%dT%H%MZ}"
    # Hashed: some vendors' ids are long, or hold what a key may not.
    about = sha256(appointment.id.encode()).hexdigest()[:24]
    return Occasion(
        key=".".join(part for part in (kind, about, start, which) if part),
        kind=kind,
        appointment_id=appointment.id,
        patient_id=visit.patient_id,
        start=appointment.start,
    )
