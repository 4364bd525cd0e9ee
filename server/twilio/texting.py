"""Text messages through Twilio's Messages API, and what its answers mean for a delivery."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_exponential_jitter
from twilio.base.exceptions import TwilioException, TwilioRestException

from clinic.phones import phone_e164
from clinic.settings import ClinicSettings
from server.outbox.sender import Accepted, NotSent, Outcome, Rejected, Unsure
from server.twilio.account import TwilioAccount

log = logging.getLogger(__name__)
OPTED_OUT = 21610
BUSY = frozenset({20429, 30001, 21611})
"""Too many requests, queue overflow, and too many messages waiting for this sender."""
STATUS_PATH = "/twilio/status"
QUICK_TRIES = 3
"""Of a hand-over that was refused for now; what does not succeed then waits longer (server/outbox)."""


class TwilioTexts:
    """Fulfils server.outbox.sender.Sender."""

    def __init__(self, account: TwilioAccount, clinic: Callable[[], ClinicSettings]) -> None:
        self._account = account
        self._clinic = clinic

    async def send(self, recipient: str, text: str, *, reference: str) -> Outcome:
        tries = AsyncRetrying(
            retry=retry_if_result(lambda outcome: isinstance(outcome, NotSent) and outcome.retry_in is None),
            wait=wait_exponential_jitter(initial=0.1, max=2.0, jitter=0.1),
            stop=stop_after_attempt(QUICK_TRIES),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        outcome: Outcome = await tries(self._send_once, recipient, text, reference)
        return outcome

    async def _send_once(self, recipient: str, text: str, reference: str) -> Outcome:
        assert self._account.rest is not None
        try:
            message = await self._account.rest.messages.create_async(
                to=recipient,
                body=text,
                status_callback=f"{self._account.public_url}{STATUS_PATH}?delivery={reference}",
                **sender_of(self._clinic()),
            )
        except TwilioRestException as error:
            return meaning_of(error)
        except httpx.ConnectError:
            return NotSent(error="not_reached")
        except (
            httpx.HTTPError,
            TwilioException,
            ValueError,
        ):  # it was on its way; the answer was lost, or cut off
            return Unsure()
        return Accepted(provider_id=message.sid)

    async def sent_since(self, recipient: str, text: str, since: datetime) -> list[str] | None:
        assert self._account.rest is not None
        try:
            # Twilio filters by the second, and its clock is not ours.
            found = await self._account.rest.messages.list_async(
                to=recipient, date_sent_after=since.astimezone(UTC) - timedelta(minutes=5), limit=100
            )
        except (httpx.HTTPError, TwilioException, ValueError):
            return None
        return [message.sid for message in found if message.body == text]


def sender_of(clinic: ClinicSettings) -> dict[str, Any]:
    """From whom: the Messaging Service where there is one, else the clinic's number."""
    if clinic.sms.messaging_service:
        return {"messaging_service_sid": clinic.sms.messaging_service}
    return {"from_": phone_e164(clinic.sms.number or clinic.phone, clinic.country)}


def meaning_of(error: TwilioRestException) -> Outcome:
    """An error answer: refused for good, refused for now, or nobody knows (a 5xx may come after the message went out)."""
    code = str(error.code or error.status)
    if error.code == OPTED_OUT:
        return Rejected(error=code, opted_out=True)
    if error.status == 429 or error.code in BUSY:
        return NotSent(error=code)
    if error.status == 503:
        return NotSent(error=code)
    if error.status >= 500:
        return Unsure()
    log.error("text_message_refused", extra={"code": code})
    return Rejected(error=code)
