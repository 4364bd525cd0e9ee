"""The composition root: builds a running front desk from the settings, and takes it down again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from sqlalchemy import text

from clinic.clock import PinnedClock, SystemClock
from clinic.settings import load_clinic
from graph import Conversations, open_conversations
from graph.requests import open_request_runs
from server.apology import Apology
from server.demo_access import secrets_of
from server.ehr_requirements import Fitness, examined
from server.ehr_tools import open_tools, with_stages_that_work
from server.ehr_vendor import open_vendor
from server.events import InProcessEvents
from server.fhir_server import open_fhir
from server.frontdesk import Frontdesk
from server.known_conversations import KnownConversations
from server.mending import mended_regularly
from server.one_time_codes import CodesByOutbox
from server.records import Database, open_database
from server.records.requests import prescriptions_waiting
from server.requests import ReachPatients, RequestDesk
from server.requests.changes import Changes
from server.requests.rounds import rounds_made
from server.runner import ConversationRunner
from server.seeding import Seeding
from server.settings import Settings
from server.unclear_visits import put_before_staff
from server.understanding import choose_understanding, connect_model
from tools.ehr.client import Ehr
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.fhir_client import EhrUnavailable
from tools.vendors.fhir import PlainFhir


@asynccontextmanager
async def assemble(settings: Settings, seeding: Seeding | None = None) -> AsyncIterator[Frontdesk]:
    """Everything that serves patients, open until the end of the block.

    `seeding`, where one was begun, is waited for. Turns that an earlier process left unfinished run on in the
    background. Raises FrontdeskError when a part cannot be used: its message says which and what to do.
    """
    clinic = load_clinic(settings.clinic_folder)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    secret_key, service_token = secrets_of(settings)
    async with _plain_errors(), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        database = await enter(open_database(settings.records_url))
        understanding = choose_understanding(clinic, settings)
        connecting = asyncio.create_task(connect_model(understanding))  # imports for seconds, in a thread
        if seeding is not None:
            await seeding.finished()
        fhir, store = await enter(open_fhir(settings, clinic, clock, service_token))
        profile = await enter(open_vendor(settings, clinic, clock))
        fitness = None
        if profile is None and settings.ehr_url is not None and settings.ehr_mcp_url is None:
            fitness = await enter(examined(fhir))
            fhir = fhir.held_by(fitness.hold)
        # Until there is a channel that sends text messages, only a demo, which shows its outbox, can send codes.
        codes = CodesByOutbox(database, clinic, clock, secret_key) if settings.demo else None
        ehr, mcp = await enter(
            open_tools(fhir, settings, clinic, clock, secret_key, service_token, profile, codes)
        )
        clinic = await with_stages_that_work(ehr, settings, clinic)
        conversations = await enter(
            open_conversations(
                clinic,
                ehr=ehr,
                understanding=understanding,
                clock=clock,
                checkpoint_url=settings.checkpoints_url,
            )
        )
        events, changes = InProcessEvents(), Changes()
        runs = await enter(
            open_request_runs(
                clinic,
                ehr=ehr,
                clock=clock,
                patients=ReachPatients(database, events, clock),
                prescriptions_waiting=partial(prescriptions_waiting, database),
                checkpoint_url=settings.checkpoints_url,
            )
        )
        requests = RequestDesk(runs, database, clock, clinic, changes)
        stack.push_async_callback(requests.close)
        runner = ConversationRunner(
            conversations, database, events, clock, Apology(clinic), on_requests=requests.take
        )
        stack.push_async_callback(runner.close)
        await enter(rounds_made(requests, database, clock, clinic))
        if profile is None and settings.ehr_mcp_url is None:
            plain = PlainFhir(fhir, clinic, clock)
            await enter(
                mended_regularly(
                    plain.repair, lambda found: put_before_staff(database, plain, found, at=clock.now())
                )
            )
        await connecting
        await runner.recover()
        await requests.recover()
        yield Frontdesk(
            settings=settings,
            clinic=clinic,
            clock=clock,
            database=database,
            events=events,
            runner=runner,
            known=KnownConversations(database),
            requests=requests,
            changes=changes,
            service_token=service_token,
            fhir=store,
            mcp=mcp,
            checks=_checks(database, conversations, ehr, fitness),
        )


@asynccontextmanager
async def _plain_errors() -> AsyncIterator[None]:
    """The MCP library's task groups wrap an error that passes through them; it is taken out again."""
    try:
        yield
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None


def _checks(
    database: Database, conversations: Conversations, ehr: Ehr, fitness: Fitness | None
) -> dict[str, Callable[[], Awaitable[object]]]:
    async def ehr_answers() -> None:
        if fitness is not None:
            fitness.check()
        answer = await ehr.clinic_directory(EhrSession(conversation_id="readiness", role="service"))
        if isinstance(answer, Refused):
            raise EhrUnavailable("The EHR does not answer.")

    return {
        "database": lambda: database.read(lambda connection: connection.execute(text("SELECT 1")).scalar()),
        "checkpoints": lambda: conversations.state("readiness"),
        "ehr": ehr_answers,
    }
