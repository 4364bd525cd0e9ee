"""Whether and to which numbers a caller may be put through now. Pure."""

from datetime import datetime
from typing import Literal

from clinic.hours import WEEKDAYS, holiday_on, is_open
from clinic.settings.schema import ClinicSettings

Answered = Literal["assistant", "staff_first", "staff"]


def somebody_is_there(settings: ClinicSettings, now: datetime) -> bool:
    """By the hours of `calls.transfer`, else while any site is open; never on a holiday. `now` is zone-aware."""
    local = now.astimezone(settings.zone)
    hours = settings.calls.transfer.hours
    if not hours:
        return any(is_open(settings, site, now) for site in settings.sites)
    if holiday_on(settings, local.date()):
        return False
    periods = hours.get(WEEKDAYS[local.weekday()], ())
    return any(period.start <= local.time() < period.end for period in periods)


def transfer_numbers(settings: ClinicSettings, now: datetime) -> tuple[str, ...]:
    """The numbers to ring, in E.164; none where nobody is there to answer."""
    return settings.calls.transfer.numbers if somebody_is_there(settings, now) else ()


def who_answers(settings: ClinicSettings, now: datetime) -> Answered:
    """Who takes a call that comes in: the assistant, people first and then the assistant, or people alone."""
    if settings.calls.answers == "always" or not transfer_numbers(settings, now):
        return "assistant"
    return "staff_first" if settings.calls.answers == "overflow" else "staff"
