"""Whether a delivery may go now: consent, what is still worth sending, quiet hours and caps."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime
from sqlalchemy import Connection

from clinic.messaging import earliest, is_over_cap, zones_of
from clinic.messaging.limits import CAPPED, DISTURBS, WHATEVER_THE_CONSENT, WORTH_SENDING
from clinic.models import Value
from clinic.settings import ClinicSettings
from server.records.consents import stopped_how
from server.records.delivering import begun_lately
from server.records.outbox import Delivery


class Ruling(Value):
    """May go now, not before `until`, or never: `refused` says why."""

    until: AwareDatetime | None = None
    refused: str | None = None

    @property
    def may_go(self) -> bool:
        return self.until is None and self.refused is None


def rule(connection: Connection, delivery: Delivery, clinic: ClinicSettings, now: datetime) -> Ruling:
    """What holds for a text message; `now` by the clinic's clock."""
    purpose = delivery.purpose or "notice"
    if purpose not in WHATEVER_THE_CONSENT and stopped_how(connection, delivery.recipient):
        return Ruling(refused="opted_out")
    if now - delivery.created_at > WORTH_SENDING[purpose]:
        return Ruling(refused="stale")
    zones = zones_of(delivery.recipient, clinic.zone)
    if purpose in CAPPED:
        sent = begun_lately(connection, delivery.recipient, since=now - timedelta(days=7))
        if is_over_cap(now, sent, zones[-1], day=clinic.sms.most_a_day, week=clinic.sms.most_a_week):
            return Ruling(refused="over_cap")
    if purpose in DISTURBS:
        when = earliest(now, zones, start=clinic.sms.quiet_until, end=clinic.sms.quiet_from)
        return Ruling(until=when) if when > now else Ruling()
    return Ruling()
