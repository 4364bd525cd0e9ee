"""What a node may use: handed to it through `Runtime[Services]`, never through globals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.understanding.context import Understanding
from agents.wording import Catalog
from clinic.clock import Clock
from clinic.models import Assurance, Directory
from clinic.settings.schema import ClinicSettings
from knowledge.asking import Knowledge
from tools.ehr.client import Ehr

HeldFor = Callable[[str], Awaitable[Assurance]]
"""How well a patient (by id) has to be known to hear what staff have for them; ANONYMOUS where nothing waits."""


async def nothing_held(_patient_id: str) -> Assurance:
    return Assurance.ANONYMOUS


@dataclass(frozen=True)
class Earlier:
    """A conversation of the same patient, on whatever channel, that was left with a task in hand."""

    conversation_id: str
    channel: str
    """By which its last line came."""
    at: datetime
    """Of its last turn."""
    task: dict[str, Any]
    """The task in hand there, as state has it."""


async def nothing_earlier(_patient_id: str, _conversation_id: str) -> Earlier | None:
    return None


@dataclass(frozen=True)
class Services:
    """The outside world of one turn."""

    settings: ClinicSettings
    ehr: Ehr
    understanding: Understanding
    catalog: Catalog
    clock: Clock
    directory: Directory
    knowledge: Knowledge | None = None
    """The clinic's documents; None: only the facts of clinic.yaml answer."""
    on_message: Callable[[Any], None] | None = None
    """Told of each rendered message as soon as it is known."""
    held_for: HeldFor = nothing_held
    earlier: Callable[[str, str], Awaitable[Earlier | None]] = nothing_earlier
    """What the patient (id) left unfinished in another conversation than this one (id)."""
