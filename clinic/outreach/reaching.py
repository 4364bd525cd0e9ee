"""Whether somebody can be written to now: a number that takes texts, their wish, quiet hours and caps."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType
from pydantic import AwareDatetime

from clinic.birthdays import age_on
from clinic.care import DueVisit
from clinic.messaging import earliest, is_over_cap, zones_of
from clinic.models import Value
from clinic.outreach.occasions import Reason
from clinic.settings import ClinicSettings

_TAKES_TEXTS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
"""In the US a number does not show which of the two it is."""


class Reach(Value):
    """What our records know of a number. `begun`: when the clinic began to write to it, within the last week."""

    opted_out: bool = False
    begun: tuple[AwareDatetime, ...] = ()


class Obstacle(NamedTuple):
    """Why not now, and from when on it may be; None where that lies with people."""

    reason: Reason
    until: datetime | None = None


def number_of(phones: Iterable[str]) -> str | Reason:
    """The first number that takes texts, or why there is none. A second one is no way around an opt-out of the first."""
    kinds = [(phone, _kind(phone)) for phone in phones]
    found = next((phone for phone, kind in kinds if kind in _TAKES_TEXTS), None)
    if found:
        return found
    return "landline" if any(kind == PhoneNumberType.FIXED_LINE for _, kind in kinds) else "no_phone"


def unreachable(visit: DueVisit, reach: Reach) -> Reason | None:
    """What keeps us from writing at all, until people change it."""
    phone = number_of(visit.phones)
    if not phone.startswith("+"):
        return phone  # type: ignore[return-value]
    return "opted_out" if reach.opted_out else None


def not_now(
    phone: str, reach: Reach, clinic: ClinicSettings, now: datetime, *, capped: bool
) -> Obstacle | None:
    """Quiet hours, where the number may be, and, for what counts towards them, the caps."""
    rules, zones = clinic.sms, zones_of(phone, clinic.zone)
    if capped and is_over_cap(now, reach.begun, zones[-1], day=rules.most_a_day, week=rules.most_a_week):
        midnight = datetime.combine(now.astimezone(zones[-1]).date() + timedelta(days=1), datetime.min.time())
        tomorrow = midnight.replace(tzinfo=zones[-1])
        return Obstacle("over_cap", earliest(tomorrow, zones, start=rules.quiet_until, end=rules.quiet_from))
    when = earliest(now, zones, start=rules.quiet_until, end=rules.quiet_from)
    return Obstacle("quiet_hours", when) if when > now else None


def is_confidential(visit: DueVisit, clinic: ClinicSettings, today: date) -> bool:
    """A minor's visit of a kind that nobody else hears of: the number on file may be a parent's."""
    if visit.appointment.visit_type not in clinic.guardians.confidential:
        return False
    return visit.birth_date is None or age_on(visit.birth_date, today) < clinic.guardians.own_records_from


@lru_cache(maxsize=10_000)
def _kind(phone: str) -> int:
    try:
        return phonenumbers.number_type(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return PhoneNumberType.UNKNOWN
