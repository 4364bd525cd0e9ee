"""Text messages at work: the inbox of what comes in, the desk that answers, and the worker that sends."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.outbox import DeliveryWorker, delivered_regularly
from server.records import Database
from server.records.webhooks import MOST_ATTEMPTS, Webhook
from server.runner import ConversationRunner
from server.sms.flood import Flood
from server.sms.inbound import InboundText
from server.sms.reports import ReportDesk
from server.sms.texting import TextDesk
from server.sms.visit_answers import OfficeNow, VisitAnswers
from server.twilio.account import TwilioAccount
from server.twilio.inbox import WebhookInbox, worked_on_regularly
from server.twilio.texting import TwilioTexts


@dataclass(frozen=True)
class TextOffice:
    inbox: WebhookInbox
    flood: Flood
    worker: DeliveryWorker | None
    """None in a demo without an account: the outbox page shows what would be sent."""

    async def settled(self) -> None:
        """Until what came in is worked on, and what was due is sent."""
        await self.inbox.settled()
        while self.worker is not None and await self.worker.round():
            pass


@asynccontextmanager
async def open_text_office(
    account: TwilioAccount | None,
    runner: ConversationRunner,
    database: Database,
    clock: Clock,
    clinic: Callable[[], ClinicSettings],
    office: OfficeNow,
) -> AsyncIterator[TextOffice | None]:
    """Work on text messages until the end of the block; None without an account."""
    if account is None:
        yield None
        return
    worker = DeliveryWorker(database, TwilioTexts(account, clinic), clock, clinic) if account.rest else None
    wake = worker.wake if worker else _nobody
    desk = TextDesk(runner, database, clock, clinic, VisitAnswers(office), account.public_url, wake)

    async def take_text(webhook: Webhook) -> None:
        last_try = webhook.attempts + 1 >= MOST_ATTEMPTS
        await desk.take(InboundText.of(webhook.fields), webhook.key, last_try=last_try)

    inbox = WebhookInbox(database, {"sms": take_text, "status": ReportDesk(database, clock).take})
    async with worked_on_regularly(inbox):
        if worker is None:
            yield TextOffice(inbox, Flood(), None)
            return
        async with delivered_regularly(worker):
            yield TextOffice(inbox, Flood(), worker)


def _nobody() -> None:
    """There is no worker to wake."""
