"""What a node may use: handed to it through `Runtime[Services]`, never through globals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agents.understanding.context import Understanding
from agents.wording import Catalog
from clinic.clock import Clock
from clinic.models import Directory
from clinic.settings.schema import ClinicSettings
from tools.ehr.client import Ehr


@dataclass(frozen=True)
class Services:
    """The outside world of one turn."""

    settings: ClinicSettings
    ehr: Ehr
    understanding: Understanding
    catalog: Catalog
    clock: Clock
    directory: Directory
    on_message: Callable[[Any], None] | None = None
    """Told of each rendered message as soon as it is known."""
