"""The visits that outreach has to think of, a local day at a time: so much is held in memory, however many there are."""

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


class DayOfVisits(Value):
    """Booked visits that start in [start, end), by start."""

    start: datetime
    end: datetime
    visits: tuple[DueVisit, ...]


class VisitsUntold(FrontdeskError):
    """The EHR does not tell which visits come. `code` is the refusal's."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The EHR does not tell which visits come: {code}.")
        self.code = code


def last_day(clinic: ClinicSettings, now: datetime) -> datetime:
    """Visits behind it have nothing due: no reminder comes so early, and none of ours is booked so late."""
    ahead = max(
        longest_lead(clinic), clinic.scheduling.horizon if clinic.outreach.confirmations else timedelta(0)
    )
    return now + ahead + timedelta(days=1)


async def days_of_visits(ehr: Ehr, clinic: ClinicSettings, now: datetime) -> AsyncIterator[DayOfVisits]:
    """Day by day from now on. Raises VisitsUntold."""
    day, end = now.astimezone(clinic.zone).date(), last_day(clinic, now)
    while (window := day_window(day, clinic.zone)).start < end:
        start = max(window.start, now)
        if start < window.end:
            visits = await _all(ehr, start, window.end)
            yield DayOfVisits(start=start, end=window.end, visits=visits)
        day += timedelta(days=1)


async def _all(ehr: Ehr, start: datetime, end: datetime) -> tuple[DueVisit, ...]:
    found: dict[str, DueVisit] = {}
    page = ""
    while True:
        answer = await ehr.visits_due(_SESSION, start=start, end=end, page=page, limit=_PAGE)
        if isinstance(answer, Refused):
            raise VisitsUntold(answer.code)
        found |= {each.appointment.id: each for each in answer.visits}
        if not answer.next_page:
            return tuple(found.values())
        page = answer.next_page
