"""What a FHIR client shows of itself: a fixed bearer token, or one that is obtained and renewed (`tools.smart`)."""

from dataclasses import dataclass, field
from typing import Protocol


class Authorization(Protocol):
    """Where bearer tokens come from. Methods raise `FhirFailure`, and nothing else, when there is none to be had."""

    async def token(self) -> str | None:
        """A token that should be accepted now; None for a server that wants none."""
        ...

    async def renewed(self, refused: str) -> str | None:
        """Another token in place of one that was refused (401); None when asking for one makes no sense."""
        ...


@dataclass(frozen=True)
class StaticToken:
    """The same token always, or none."""

    value: str | None = field(default=None, repr=False)

    async def token(self) -> str | None:
        return self.value

    async def renewed(self, refused: str) -> str | None:  # noqa: ARG002 there is no other
        return None
