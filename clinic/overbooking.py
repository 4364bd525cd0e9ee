"""How many visits people may book beside those that hold a time already: clinic.yaml's overbooking, as pure functions.

Nothing here is offered to patients. Defaults are off; what the numbers should be is each practice's own affair.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clinic.scheduling import Allowed, Forbidden, Verdict
from clinic.settings import ClinicSettings
from clinic.windows import Window, local_instant

_NOON = time(12)


@dataclass(frozen=True)
class Allowance:
    """Visits beyond those that the times themselves take; `per_half_day` 0: none."""

    per_time: int
    per_half_day: int


def allowance(settings: ClinicSettings, clinician: str) -> Allowance:
    """A clinician's own number where clinic.yaml gives one, else everybody's. `clinician` is a key of clinic.yaml."""
    everybody, own = settings.scheduling.overbooking, settings.clinicians[clinician].overbooking_per_half_day
    return Allowance(everybody.per_time, everybody.per_half_day if own is None else own)


def may_overbook(
    settings: ClinicSettings, visit_type: str, clinician: str, start: datetime, now: datetime
) -> Verdict:
    """Whether such a visit may be put beside others at all. Keys are clinic.yaml's; `start` and `now` zone-aware."""
    rules = settings.scheduling.overbooking
    if not allowance(settings, clinician).per_half_day:
        return Forbidden("overbooking_is_off", "scheduling.overbooking.per_half_day")
    if rules.visit_types and visit_type not in rules.visit_types:
        return Forbidden("never_overbooked", "scheduling.overbooking.visit_types")
    if start <= now:
        return Forbidden("already_started", "scheduling.overbooking.days")
    today, day = (instant.astimezone(settings.zone).date() for instant in (now, start))
    if rules.days == "today" and day != today:
        return Forbidden("overbooked_today_only", "scheduling.overbooking.days")
    return Allowed()


def has_room(allowed: Allowance, at_the_time: int, in_the_half_day: int) -> Verdict:
    """Whether one more may stand beside `at_the_time` that do so at that time, of `in_the_half_day` in all."""
    if at_the_time >= allowed.per_time:
        return Forbidden("time_overbooked", "scheduling.overbooking.per_time")
    if in_the_half_day >= allowed.per_half_day:
        return Forbidden("half_day_overbooked", "scheduling.overbooking.per_half_day")
    return Allowed()


def half_day(settings: ClinicSettings, start: datetime) -> Window:
    """The local half-day that a visit counts for: the one in which it starts, whatever clocks do on that day."""
    local = start.astimezone(settings.zone)
    noon = local_instant(local.date(), _NOON, settings.zone)
    if local.time() < _NOON:
        return Window(local_instant(local.date(), time(), settings.zone), noon)
    return Window(noon, local_instant(local.date() + timedelta(days=1), time(), settings.zone))
