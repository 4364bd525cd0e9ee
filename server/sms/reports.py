"""Reports of how texts fare at Twilio (status callbacks): they come twice, late and in any order."""

import logging
from collections.abc import Mapping

from sqlalchemy import Connection

from clinic.clock import Clock
from clinic.messaging.statuses import OF_TWILIO
from server.records import Database
from server.records.consents import note_consent
from server.records.delivering import report, withdraw
from server.records.webhooks import Webhook, settle_webhook
from server.twilio.texting import OPTED_OUT

log = logging.getLogger(__name__)
FOR_THE_OPERATOR = {
    "30007": "filtered by a carrier",
    "30034": "the number is not registered for A2P 10DLC",
    "30032": "the toll-free number is not verified",
}
"""Errors that no other text will escape: docs/operator/twilio.md."""


class ReportDesk:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, webhook: Webhook) -> None:
        await self._database.write(lambda connection: self._note(connection, webhook))
        error = webhook.fields.get("ErrorCode", "")
        if error in FOR_THE_OPERATOR:
            log.error("texts_do_not_arrive", extra={"code": error, "why": FOR_THE_OPERATOR[error]})

    def _note(self, connection: Connection, webhook: Webhook) -> None:
        now, fields = self._clock.now(), webhook.fields
        state = OF_TWILIO.get(status_of(fields))
        error = fields.get("ErrorCode") or None
        if state is not None:
            recipient = report(
                connection,
                state,
                reference=fields.get("delivery", ""),
                provider_id=fields.get("MessageSid", ""),
                at=now,
                error=error,
            )
            if recipient and error == str(OPTED_OUT):
                source = fields.get("MessageSid", "")
                note_consent(connection, recipient, given=False, how="carrier", source=source, at=now)
                withdraw(connection, recipient, error="opted_out", at=now)
        settle_webhook(connection, webhook.key, at=now)


def status_of(fields: Mapping[str, str]) -> str:
    return (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
