"""When and how often a clinic may write to somebody who did not just write to it.

Sources: 47 CFR 64.1200(c)(1): no solicitation before 8:00 and after 21:00 at the called party's location, which we keep
for all that we begin; 47 CFR 64.1200(a)(9)(iv), the health care exemption: one message a day and three a week.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

Purpose = Literal["keyword", "emergency", "reply", "code", "notice", "outreach"]
"""Why a message is sent. keyword: the words behind STOP, START and HELP. emergency: what to do in one, to somebody who
has just written of it. reply: to what somebody has just written. code: a one-time code that they asked for. notice: the
answer to a request of theirs. outreach: what the clinic begins (a reminder, an offer)."""
WHATEVER_THE_CONSENT: frozenset[Purpose] = frozenset({"keyword", "emergency"})
DISTURBS: frozenset[Purpose] = frozenset({"notice", "outreach"})
"""Nobody sits waiting for it: quiet hours hold."""
CAPPED: frozenset[Purpose] = frozenset({"outreach"})
WORTH_SENDING: dict[Purpose, timedelta] = {
    "keyword": timedelta(minutes=5),  # 47 CFR 64.1200(a)(12): one confirmation, within five minutes
    "emergency": timedelta(minutes=15),
    "reply": timedelta(hours=1),
    "code": timedelta(minutes=10),
    "notice": timedelta(days=2),
    "outreach": timedelta(hours=18),
}
"""What waited longer (a vendor that was down, a service that stood still) would only confuse."""


@lru_cache(maxsize=10_000)
def zones_of(phone: str, home: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """Where somebody with this E.164 number may be: the zones of its area code, and the clinic's own.

    Numbers move with people, and patients live near their clinic: what is quiet in one of them is quiet.
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return (home,)
    somewhere = phonenumbers.is_number_geographical(number)  # a toll-free number is nowhere
    names = timezone.time_zones_for_geographical_number(number) if somewhere else ()
    known = [ZoneInfo(name) for name in names if name != "Etc/Unknown"]
    return tuple({zone.key: zone for zone in [home, *known]}.values())


def may_disturb_at(moment: datetime, zones: Iterable[ZoneInfo], *, start: time, end: time) -> bool:
    """Whether it is between `start` and `end` (excluded) o'clock in every one of the zones."""
    return all(start <= moment.astimezone(zone).time() < end for zone in zones)


def earliest(moment: datetime, zones: Iterable[ZoneInfo], *, start: time, end: time) -> datetime:
    """The first instant from `moment` on at which one may disturb; zones without a common hour: their latest start."""
    here = tuple(zones)
    if may_disturb_at(moment, here, start=start, end=end):
        return moment
    openings = sorted(
        opening
        for zone in here
        for day in range(3)
        if (opening := _on_day(moment.astimezone(zone), day, start)) > moment
    )
    common = (opening for opening in openings if may_disturb_at(opening, here, start=start, end=end))
    return next(common, openings[len(here) - 1])


def is_over_cap(
    moment: datetime, earlier: Iterable[datetime], zone: ZoneInfo, *, day: int, week: int
) -> bool:
    """Whether one more message now would be more than `day` in a calendar day, or `week` in any seven days."""
    lately = [sent for sent in earlier if moment - timedelta(days=7) < sent <= moment]
    today = moment.astimezone(zone).date()
    return len(lately) >= week or sum(sent.astimezone(zone).date() == today for sent in lately) >= day


def _on_day(local: datetime, days_on: int, at: time) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days_on), at, tzinfo=local.tzinfo)
