"""The visits that outreach has to think of, some days at a time: no more are held in memory, however many there are."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from clinic.care import DueVisit
from clinic.errors import FrontdeskError
from clinic.models import Value
from clinic.outreach.reminders import longest_lead
from clinic.settings import ClinicSettings
from clinic.windows import day_window
from tools.ehr.client import Ehr
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

_SESSION = EhrSession(conversation_id="outreach", role="service")
_PAGE = 200
_AT_ONCE = timedelta(days=60)
"""So far may one call look (tools.ehr.toolset.outreach)."""


class Stretch(Value):
    """All booked visits that start in [start, end), by start. Local days are whole in it, except for the first one."""

    start: datetime
    end: datetime
    visits: tuple[DueVisit, ...]


class VisitsUntold(FrontdeskError):
    """The EHR does not tell which visits come. `code` is the refusal's."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The EHR does not tell which visits come: {code}.")
        self.code = code


def last_day(clinic: ClinicSettings, now: datetime) -> datetime:
    """The end of the last local day on which a visit may have something due: none is reminded of or booked earlier."""
    booked = clinic.scheduling.horizon if clinic.outreach.confirmations else timedelta(0)
    last = (now + max(longest_lead(clinic), booked)).astimezone(clinic.zone).date()
    return day_window(last + timedelta(days=1), clinic.zone).end


async def stretches(ehr: Ehr, clinic: ClinicSettings, now: datetime) -> AsyncIterator[Stretch]:
    """One behind the other from now on, without gaps. Raises VisitsUntold."""
    begin, end = now, last_day(clinic, now)
    while begin < end:
        until = min(day_window((begin + _AT_ONCE).astimezone(clinic.zone).date(), clinic.zone).end, end)
        held: dict[str, DueVisit] = {}
        async for visits, is_last in _pages(ehr, begin, until):
            held |= {each.appointment.id: each for each in visits}
            ready = until if is_last else _start_of_day(visits[-1], clinic)
            if ready > begin:
                done = tuple(each for each in held.values() if each.appointment.start < ready)
                yield Stretch(start=begin, end=ready, visits=done)
                held = {id_: each for id_, each in held.items() if each.appointment.start >= ready}
                begin = ready


async def _pages(
    ehr: Ehr, start: datetime, end: datetime
) -> AsyncIterator[tuple[tuple[DueVisit, ...], bool]]:
    """Pages of visits by start, and whether it is the last one; others hold a visit. Raises VisitsUntold."""
    page = ""
    while True:
        answer = await ehr.visits_due(_SESSION, start=start, end=end, page=page, limit=_PAGE)
        if isinstance(answer, Refused):
            raise VisitsUntold(answer.code)
        page = answer.next_page
        if answer.visits or not page:
            yield answer.visits, not page
        if not page:
            return


def _start_of_day(visit: DueVisit, clinic: ClinicSettings) -> datetime:
    return day_window(visit.appointment.start.astimezone(clinic.zone).date(), clinic.zone).start
