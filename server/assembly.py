"""The composition root: builds a running front desk from the settings, and takes it down again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from agents.understanding import create_understanding
from clinic.clock import Clock, PinnedClock, SystemClock
from clinic.settings import ClinicSettings, load_clinic
from graph import open_conversations
from server.apology import Apology
from server.demo_access import DemoAccess
from server.embedded_ehr import open_fhir
from server.events import InProcessEvents
from server.frontdesk import Frontdesk
from server.known_conversations import KnownConversations
from server.records import open_database
from server.runner import ConversationRunner
from server.settings import Settings
from tools.ehr import open_ehr

log = logging.getLogger(__name__)


@asynccontextmanager
async def assemble(settings: Settings) -> AsyncIterator[Frontdesk]:
    """Everything that serves patients, open until the end of the block.

    Turns that an earlier process left unfinished run on in the background. Raises FrontdeskError when a part
    cannot be used: its message says which and what to do.
    """
    clinic = load_clinic(clinic_folder(settings))
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    secret_key, service_token = secrets_of(settings)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.records_url))
        fhir, store = await stack.enter_async_context(open_fhir(settings, clinic, clock, service_token))
        ehr = await stack.enter_async_context(open_ehr(fhir, clinic, clock, secret_key))
        conversations = await stack.enter_async_context(
            open_conversations(
                clinic,
                ehr=ehr,
                understanding=create_understanding(clinic, settings),
                clock=clock,
                checkpoint_url=settings.checkpoints_url,
            )
        )
        events = InProcessEvents()
        runner = ConversationRunner(conversations, database, events, clock, Apology(clinic))
        stack.push_async_callback(runner.close)
        await runner.recover()
        yield Frontdesk(
            settings=settings,
            clinic=clinic,
            clock=clock,
            database=database,
            events=events,
            runner=runner,
            known=KnownConversations(database),
            service_token=service_token,
            fhir=store,
        )


def clinic_folder(settings: Settings) -> Path:
    if settings.clinic is not None:
        return settings.clinic
    from demo import CLINIC_FOLDER

    return CLINIC_FOLDER


def secrets_of(settings: Settings) -> tuple[str, str | None]:
    """The secret key, and the service token where there is one; a demo makes up what is not set."""
    secret_key = settings.secret_key.get_secret_value() if settings.secret_key else None
    service_token = settings.service_token.get_secret_value() if settings.service_token else None
    if settings.demo and not (secret_key and service_token):
        made = DemoAccess.load_or_make(settings.data_dir)
        secret_key, service_token = secret_key or made.secret_key, service_token or made.service_token
    assert secret_key is not None, "production settings are refused without one"
    return secret_key, service_token
