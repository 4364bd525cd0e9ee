"""A running front desk: everything that was built from the settings, as the API and the command line use it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.events import Events
from server.known_conversations import KnownConversations
from server.records import Database
from server.requests import RequestDesk
from server.requests.changes import Changes
from server.runner import ConversationRunner
from server.settings import Settings


@dataclass(frozen=True)
class Frontdesk:
    """The parts of one process. `service_token` opens /mcp and, in a demo, /fhir; None keeps them closed."""

    settings: Settings
    clinic: ClinicSettings
    clock: Clock
    database: Database
    events: Events
    runner: ConversationRunner
    known: KnownConversations
    requests: RequestDesk
    changes: Changes
    service_token: str | None = None
    fhir: ASGIApp | None = None
    """The embedded store; None with an EHR of the clinic's own, and in production."""
    mcp: ASGIApp | None = None
    checks: Mapping[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    """By name: raises when that part does not answer."""
