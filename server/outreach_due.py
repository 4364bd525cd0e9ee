"""What is due to go out to patients: text messages that wait in the outbox, and the visits that come."""

from datetime import timedelta

from pydantic import AwareDatetime
from sqlalchemy import Connection, select

from clinic.care import DueVisit
from clinic.models import Value
from server.frontdesk import Frontdesk
from server.records.outbox import COLUMNS, Delivery
from server.records.tables import outbox
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

MOST = 100


class OutreachDue(Value):
    """`trouble` is the code of why the EHR does not tell which visits come; "" where it does."""

    deliveries: tuple[Delivery, ...]
    visits: tuple[DueVisit, ...]
    trouble: str = ""
    until: AwareDatetime


async def outreach_due(frontdesk: Frontdesk, *, ahead: timedelta) -> OutreachDue:
    """As of now: deliveries not sent, the oldest first, and visits that start within `ahead`, the next one first."""
    now = frontdesk.clock.now()
    deliveries = await frontdesk.database.read(_waiting)
    session = EhrSession(conversation_id="outreach", role="service")
    async with frontdesk.in_force.office() as office:
        answer = await office.ehr.visits_due(session, start=now, end=now + ahead, limit=MOST)
    if isinstance(answer, Refused):
        return OutreachDue(deliveries=deliveries, visits=(), trouble=answer.code, until=now + ahead)
    return OutreachDue(deliveries=deliveries, visits=answer.visits, until=now + ahead)


def _waiting(connection: Connection) -> tuple[Delivery, ...]:
    """One-time codes are nobody's business but the patient's."""
    waits = (outbox.c.state == "waiting", outbox.c.purpose.is_distinct_from("code"))
    query = select(*COLUMNS).where(*waits).order_by(outbox.c.created_at, outbox.c.key)
    rows = connection.execute(query.limit(MOST)).mappings()
    return tuple(Delivery.model_validate(dict(row)) for row in rows)
