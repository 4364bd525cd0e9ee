"""A running front desk: everything that was built from the settings, as the API and the command line use it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.clinic_source import ClinicSource
from server.documentation import DocumentationDesk
from server.doors import Doors
from server.events import Events
from server.knowledge import KnowledgeDesk
from server.known_conversations import KnownConversations
from server.outreach import CalendarLinks, Reconciler
from server.phone import PhoneLine
from server.records import Database
from server.requests import RequestDesk
from server.requests.changes import Changes
from server.runner import ConversationRunner
from server.settings import Settings
from server.sms import TextOffice
from server.staff import SignIn, Takeovers
from server.staff.openid import OpenIdProvider
from server.twilio import TwilioAccount


@dataclass(frozen=True)
class Frontdesk:
    """The parts of one process. `service_token` opens /mcp and, in a demo, /fhir; None keeps them closed."""

    settings: Settings
    in_force: ClinicSource
    clock: Clock
    database: Database
    events: Events
    runner: ConversationRunner
    known: KnownConversations
    requests: RequestDesk
    changes: Changes
    sign_in: SignIn
    takeovers: Takeovers
    doors: Doors
    service_token: str | None = None
    openid: OpenIdProvider | None = None
    """Where staff may sign in besides; None where none is configured."""
    twilio: TwilioAccount | None = None
    documentation: DocumentationDesk | None = None
    """None where the graph is scripted."""
    calendar_links: CalendarLinks | None = None
    """None where patients cannot reach this service by a public address."""
    phone: PhoneLine = field(default_factory=PhoneLine)
    """None: no phone, and no text messages."""
    texts: TextOffice | None = None
    fhir: ASGIApp | None = None
    """The embedded store; None with an EHR of the clinic's own, and in production."""
    mcp: ASGIApp | None = None
    knowledge: KnowledgeDesk | None = None
    """The clinic's documents; None where none are served."""
    checks: Mapping[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    """By name: raises when that part does not answer."""

    @property
    def outreach(self) -> Reconciler:
        """What is due to patients. It keeps nothing: everybody may have one."""
        worker = self.texts.worker if self.texts else None
        wake = worker.wake if worker else lambda: None
        return Reconciler(self.in_force.office, self.database, self.clock, self.calendar_links, wake)

    @property
    def clinic(self) -> ClinicSettings:
        """As it is now: clinic.yaml may change while the service runs."""
        return self.in_force.clinic
