"""The composition root: builds a running front desk from the settings, and takes it down again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text
from starlette.types import ASGIApp

from agents.understanding.context import Understanding
from clinic.clock import Clock, PinnedClock, SystemClock
from clinic.settings import ClinicSettings
from graph import Conversations, open_conversations_with
from graph.requests import open_request_runs
from server.apology import Apology
from server.clinic_file import ClinicFile
from server.clinic_in_force import ClinicInForce, open_clinic
from server.demo_access import demo_staff, secrets_of
from server.documentation import DocumentationDesk, documented_regularly
from server.doors import Doors
from server.ehr_requirements import Fitness, examined
from server.events import InProcessEvents
from server.fhir_server import open_fhir
from server.frontdesk import Frontdesk
from server.knowledge import KnowledgeDesk, open_library_desk
from server.knowledge.opening import open_library
from server.known_conversations import KnownConversations
from server.lost_answers import look_for_lost_answers
from server.mending import Step, mend, mended_regularly
from server.outreach import calendar_links, reconciled_regularly
from server.phone import PhoneLine
from server.practice import Premises
from server.records import Database, open_database
from server.records.joining import left_lately
from server.records.requests import prescriptions_waiting
from server.records.untold import held_for
from server.requests import ReachPatients, RequestDesk
from server.requests.changes import Changes
from server.requests.rounds import rounds_made
from server.runner import ConversationRunner
from server.seeding import Seeding
from server.settings import Settings
from server.sms import open_text_office
from server.sms.office import TextOffice
from server.staff import SignIn, Takeovers
from server.staff.openid import OpenIdProvider
from server.staff.reaching import phone_of
from server.staff.takeovers import handed_back_regularly
from server.twilio import TwilioAccount, open_twilio
from server.understanding import choose_understanding, connect_model
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.fhir_client import EhrUnavailable


@asynccontextmanager
async def assemble(settings: Settings, seeding: Seeding | None = None) -> AsyncIterator[Frontdesk]:
    """Everything that serves patients, open until the end of the block.

    `seeding`, where one was begun, is waited for. Turns that an earlier process left unfinished run on in the
    background. Raises FrontdeskError when a part cannot be used: its message says which and what to do.
    """
    async with _plain_errors(), AsyncExitStack() as stack:
        ground = await _ground(settings, stack)
        understanding = choose_understanding(ground.file.settings, settings)
        connecting = asyncio.create_task(connect_model(understanding))  # imports for seconds, in a thread
        if seeding is not None:
            await seeding.finished()
        at_work = await _clinic_at_work(ground, stack)
        twilio = await stack.enter_async_context(open_twilio(settings))
        talk = await _conversations(ground, at_work, understanding, stack)
        phone = PhoneLine(ground.secret_key)
        stack.push_async_callback(phone.close)
        texts = await stack.enter_async_context(
            open_text_office(
                twilio, talk.runner, ground.database, ground.clock, at_work.clinic, at_work.in_force.office
            )
        )
        await connecting
        await talk.runner.recover()
        await talk.requests.start(alone=settings.records_url.startswith("sqlite"))
        frontdesk = _frontdesk(ground, at_work, talk, twilio=twilio, phone=phone, texts=texts)
        await _work_regularly(frontdesk, at_work, stack)
        yield frontdesk


@dataclass(frozen=True)
class _Ground:
    """What everything stands on."""

    settings: Settings
    file: ClinicFile
    clock: Clock
    database: Database
    secret_key: str
    service_token: str | None


@dataclass(frozen=True)
class _AtWork:
    """The clinic with its EHR and its documents."""

    in_force: ClinicInForce
    knowledge: KnowledgeDesk
    store: ASGIApp | None
    fitness: Fitness | None
    serves_mcp: bool

    def clinic(self) -> ClinicSettings:
        return self.in_force.clinic


@dataclass(frozen=True)
class _Talk:
    """Conversations, and what people decide and take over."""

    conversations: Conversations
    runner: ConversationRunner
    requests: RequestDesk
    takeovers: Takeovers
    events: InProcessEvents
    changes: Changes


async def _ground(settings: Settings, stack: AsyncExitStack) -> _Ground:
    file = ClinicFile(settings.clinic_folder)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    secret_key, service_token = secrets_of(settings)
    database = await stack.enter_async_context(open_database(settings.records_url))
    if settings.demo:
        await demo_staff(settings.data_dir, database, clock.now())
    return _Ground(settings, file, clock, database, secret_key, service_token)


async def _clinic_at_work(ground: _Ground, stack: AsyncExitStack) -> _AtWork:
    """clinic.yaml may change while the service runs: whoever needs it asks for the one in force."""
    settings, file, enter = ground.settings, ground.file, stack.enter_async_context
    fhir, store = await enter(open_fhir(settings, file.settings, ground.clock, ground.service_token))
    fitness = None
    if settings.ehr_url is not None and settings.ehr_mcp_url is None and settings.ehr_vendor == "fhir":
        fitness = await enter(examined(fhir))
        fhir = fhir.held_by(fitness.hold)
    folder = settings.clinic_folder / file.settings.knowledge.folder
    knowledge = await enter(
        open_library_desk(
            partial(open_library, settings), folder, lambda: file.settings, ground.database, ground.clock
        )
    )
    premises = Premises(
        settings, fhir, ground.database, ground.clock, ground.secret_key, ground.service_token, knowledge
    )
    in_force = await enter(open_clinic(file, premises.open_practice))
    async with in_force.practice() as practice:
        serves_mcp = practice.mcp is not None
    return _AtWork(in_force, knowledge, store, fitness, serves_mcp)


async def _conversations(
    ground: _Ground, at_work: _AtWork, understanding: Understanding, stack: AsyncExitStack
) -> _Talk:
    database, clock, url = ground.database, ground.clock, ground.settings.checkpoints_url
    enter, office = stack.enter_async_context, at_work.in_force.office
    conversations = await enter(
        open_conversations_with(
            office,
            understanding,
            clock,
            url,
            held_for=partial(held_for, database, clock),
            left_lately=partial(left_lately, database, clock),
        )
    )
    events, changes = InProcessEvents(), Changes()
    runs = await enter(
        open_request_runs(
            office,
            clock=clock,
            patients=ReachPatients(database, events, clock),
            prescriptions_waiting=partial(prescriptions_waiting, database),
            checkpoint_url=url,
        )
    )
    requests = RequestDesk(runs, database, clock, at_work.in_force, changes)
    stack.push_async_callback(requests.close)
    takeovers = Takeovers(database, events, clock, at_work.clinic, phone_of=partial(phone_of, conversations))
    runner = ConversationRunner(
        conversations,
        database,
        events,
        clock,
        Apology(at_work.clinic),
        on_requests=requests.take,
        answered_by_staff=takeovers.silences,
    )
    stack.push_async_callback(runner.close)
    return _Talk(conversations, runner, requests, takeovers, events, changes)


def _frontdesk(
    ground: _Ground,
    at_work: _AtWork,
    talk: _Talk,
    *,
    twilio: TwilioAccount | None,
    phone: PhoneLine,
    texts: TextOffice | None,
) -> Frontdesk:
    settings, database, clock, in_force = ground.settings, ground.database, ground.clock, at_work.in_force
    return Frontdesk(
        settings=settings,
        in_force=in_force,
        clock=clock,
        database=database,
        events=talk.events,
        runner=talk.runner,
        known=KnownConversations(database),
        requests=talk.requests,
        changes=talk.changes,
        sign_in=SignIn(database, clock, idle=lambda: in_force.clinic.staff.idle_logoff),
        takeovers=talk.takeovers,
        doors=Doors(database, talk.runner, clock, ground.secret_key),
        documentation=DocumentationDesk(in_force.office, talk.conversations.state, database, clock),
        calendar_links=calendar_links(settings, ground.secret_key),
        knowledge=at_work.knowledge,
        openid=_openid(settings),
        twilio=twilio,
        phone=phone,
        texts=texts,
        service_token=ground.service_token,
        fhir=at_work.store,
        mcp=in_force.serve_mcp if at_work.serves_mcp else None,
        checks=_checks(database, talk.conversations, in_force, at_work.fitness),
    )


async def _work_regularly(frontdesk: Frontdesk, at_work: _AtWork, stack: AsyncExitStack) -> None:
    """What goes on by itself: takeovers that nobody answers, deadlines, mending, outreach, documentation."""
    database, clock, requests = frontdesk.database, frontdesk.clock, frontdesk.requests
    enter = stack.enter_async_context
    await enter(handed_back_regularly(frontdesk.takeovers))
    await enter(rounds_made(requests, database, clock, at_work.in_force))
    await enter(mended_regularly(*_mending(at_work.in_force, requests, database, clock)))
    await enter(reconciled_regularly(frontdesk.outreach))
    if frontdesk.documentation is not None:
        await enter(documented_regularly(frontdesk.documentation))


def _mending(
    in_force: ClinicInForce, requests: RequestDesk, database: Database, clock: Clock
) -> tuple[Step, Step]:
    """What is mended in the EHR of the clinic that is in force; nothing where the tools are another's."""

    async def cut_off_writes() -> None:
        async with in_force.practice() as practice:
            if practice.plain is not None:
                await mend(practice.plain, database, clock)

    async def lost_answers() -> None:
        async with in_force.practice() as practice:
            if practice.port is not None:
                await look_for_lost_answers(requests, database, practice.port, practice.clinic, clock)

    return cut_off_writes, lost_answers


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


def _openid(settings: Settings) -> OpenIdProvider | None:
    if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
        return None
    return OpenIdProvider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_url}/staff/openid/arrive",
    )


def _checks(
    database: Database, conversations: Conversations, in_force: ClinicInForce, fitness: Fitness | None
) -> dict[str, Callable[[], Awaitable[object]]]:
    async def ehr_answers() -> None:
        if fitness is not None:
            fitness.check()
        async with in_force.office() as office:
            session = EhrSession(conversation_id="readiness", role="service")
            answer = await office.ehr.clinic_directory(session)
        if isinstance(answer, Refused):
            raise EhrUnavailable("The EHR does not answer.")

    return {
        "database": lambda: database.read(lambda connection: connection.execute(text("SELECT 1")).scalar()),
        "checkpoints": lambda: conversations.state("readiness"),
        "ehr": ehr_answers,
    }
