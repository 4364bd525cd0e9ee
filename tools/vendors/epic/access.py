"""Where a customer's Epic answers, and which calls of its own the customer has opened to us."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.vendors.epic.configured_calls import Configurable, ConfiguredCall


@dataclass(frozen=True)
class EpicAccess:
    """`base_url` is the R4 base, as published at https://open.epic.com/MyApps/Endpoints, without a slash at its end."""

    base_url: str
    calls: Mapping[Configurable, ConfiguredCall] = field(default_factory=dict)

    @property
    def stu3_url(self) -> str:
        """Beside R4 on the same server: `$find` and `$book` are there alone."""
        head, _, version = self.base_url.rpartition("/")
        return f"{head}/STU3" if version.upper() == "R4" else self.base_url
