"""Epic as an EHR port: R4 reads, `$find` and `$book` in STU3, staff or the customer's own calls for the rest."""

from tools.vendors.epic.access import EpicAccess
from tools.vendors.epic.capabilities import capabilities
from tools.vendors.epic.configured_calls import ConfiguredCall, read_calls
from tools.vendors.epic.profile import Epic, open_epic

__all__ = ["ConfiguredCall", "Epic", "EpicAccess", "capabilities", "open_epic", "read_calls"]
