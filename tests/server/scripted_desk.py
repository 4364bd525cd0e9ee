"""A front desk whose graph is scripted; everything else is real."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from scripted import ScriptedConversations

from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from server.apology import Apology
from server.doors import Doors
from server.events import InProcessEvents
from server.frontdesk import Frontdesk
from server.known_conversations import KnownConversations
from server.records import open_database
from server.requests import RequestDesk
from server.requests.changes import Changes
from server.runner import ConversationRunner
from server.settings import Settings
from server.staff import SignIn, Takeovers

NOW = datetime.fromisoformat("2026-03-02T08:00:00-05:00")


@dataclass(frozen=True)
class _Unchanging:
    """A clinic whose file nobody edits, and without an office: its graph is scripted and has no EHR."""

    clinic: ClinicSettings
    problem: str = ""

    async def look(self) -> None: ...


@asynccontextmanager
async def scripted_desk(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str, **settings: Any
) -> AsyncIterator[Frontdesk]:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(records_url))
        clock = PinnedClock(NOW)
        events, changes = InProcessEvents(), Changes()
        takeovers = Takeovers(database, events, clock, lambda: clinic)
        runner = ConversationRunner(
            graph,
            database,
            events,
            clock,
            Apology(lambda: clinic),
            answered_by_staff=lambda received: desk.takeovers.silences(received),
        )
        stack.push_async_callback(runner.close, within=1)
        desk = Frontdesk(
            settings=Settings(_env_file=None, mode="demo", **settings),
            in_force=_Unchanging(clinic),
            clock=clock,
            database=database,
            events=events,
            runner=runner,
            known=KnownConversations(database),
            requests=RequestDesk(
                cast(Any, None), database, clock, _Unchanging(clinic), changes
            ),  # no request is made here
            changes=changes,
            sign_in=SignIn(database, clock, idle=lambda: clinic.staff.idle_logoff),
            takeovers=takeovers,
            doors=Doors(database, runner, clock, "x" * 40),
            service_token="service-token",
        )
        yield desk
