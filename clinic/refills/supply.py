"""How long a supply lasts, when the next is due, how many refills are left; or why that cannot be computed.

As HL7 QI-Core computes cumulative medication duration (hl7.org/fhir/us/qicore, examples cmd-example of MedicationDispense
and MedicationRequest): a fill lasts its days of supply, else quantity / (dose x doses a day). What is taken as needed, in
split or tapered doses, or without a plain dose, goes to a person.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor

from clinic.refills.facts import Directions, Fill, Prescription
from clinic.refills.recommendation import NotComputed
from clinic.settings.refills import Refills

MONTHS_OF_CONTROLLED = 6
REFILLS_OF_CONTROLLED = 5
"""Schedules III and IV: no fill more than six months after it was written, no more than five refills (21 CFR 1306.22)."""


def per_day(directions: Directions) -> float | NotComputed:
    """How much is taken a day, in the unit of the quantity."""
    if directions.as_needed:
        return NotComputed(figure="supply", why="as_needed")
    if directions.steps != 1:
        return NotComputed(figure="supply", why="split_or_tapered")
    if not directions.dose:
        return NotComputed(figure="supply", why="no_dose")
    if not directions.times_a_day:
        return NotComputed(figure="supply", why="no_rhythm")
    return directions.dose * directions.times_a_day


def days_of(quantity: float | None, days: float | None, directions: Directions) -> int | NotComputed:
    """Whole days that a quantity lasts; `days` is what the EHR says itself, None where it does not."""
    if days is not None and days >= 1:
        return floor(days)
    if quantity is None:
        return NotComputed(figure="supply", why="no_quantity")
    daily = per_day(directions)
    if isinstance(daily, NotComputed):
        return daily
    lasts = floor(quantity / daily)
    return lasts if lasts >= 1 else NotComputed(figure="supply", why="less_than_a_day")


def prescribed_until(prescription: Prescription) -> date | None:
    """Until when the first fill and all refills last, had they begun when it was written; None if that is not known.

    Of a MedicationRequest QI-Core computes quantity x (1 + refills) / (dose x doses a day).
    """
    days = days_of(prescription.quantity, prescription.supply_days, prescription.directions)
    if isinstance(days, NotComputed) or prescription.written_on is None or prescription.refills is None:
        return None
    return prescription.written_on + timedelta(days=days * (1 + prescription.refills))


def runs_out_on(last: Fill, prescription: Prescription) -> date | NotComputed:
    """The first day for which the last fill leaves nothing."""
    days = days_of(last.quantity, last.days, prescription.directions)
    return days if isinstance(days, NotComputed) else last.handed_over_on + timedelta(days=days)


def due_on(
    last: Fill, prescription: Prescription, schedule: int | None, protocol: Refills
) -> date | NotComputed:
    """The first day on which the next fill is not too soon: so much of the last one is used by then.

    Schedule II on the day it runs out; III to V at `used_controlled`, and not earlier than `early_controlled` before that
    (medx.it.com; biologyinsights.com). Never before the interval that the prescriber set (dispenseInterval).
    """
    days = days_of(last.quantity, last.days, prescription.directions)
    if isinstance(days, NotComputed):
        return days
    start, end = last.handed_over_on, last.handed_over_on + timedelta(days=days)
    if schedule == 2:
        due = end
    elif schedule is not None:
        used = start + timedelta(days=_share(protocol.used_controlled, days))
        due = max(used, end - timedelta(days=protocol.early_controlled.days))
    else:
        due = start + timedelta(days=_share(protocol.used, days))
    return max(due, start + timedelta(days=ceil(prescription.interval_days or 0)))


def refills_left(
    prescription: Prescription, fills: Sequence[Fill], schedule: int | None, today: date
) -> int | NotComputed:
    """How many fills the pharmacy may still hand over on it; `fills` are those on this prescription.

    The first fill is no refill. None after `valid_until`; schedule II never has any (21 CFR 1306.12), III and IV none
    six months after they were written and never more than five (21 CFR 1306.22).
    """
    if prescription.status != "active" or schedule == 2:
        return 0
    if prescription.valid_until is not None and today > prescription.valid_until:
        return 0
    allowed = prescription.refills
    if allowed is None:
        return NotComputed(figure="refills_left", why="not_stated")
    if schedule in (3, 4):
        if has_expired(prescription, schedule, today):
            return 0
        allowed = min(allowed, REFILLS_OF_CONTROLLED)
    return max(0, allowed - max(0, len(fills) - 1)) if fills else allowed + 1


def has_expired(prescription: Prescription, schedule: int | None, today: date) -> bool:
    """Whether a prescription of schedule III or IV is older than six months, or of no known age."""
    if schedule not in (3, 4):
        return False
    return prescription.written_on is None or today > _months_later(
        prescription.written_on, MONTHS_OF_CONTROLLED
    )


def _share(share: float, days: int) -> int:
    """Days by which this share is used; rounded first, since 0.8 x 30 is not quite 24."""
    return ceil(round(share * days, 6))


def _months_later(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
