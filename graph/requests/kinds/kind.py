"""What a kind of request is: how it is looked into, and what an approval writes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from clinic.care import RequestKind
from clinic.models import Value
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.services import RequestServices
from graph.requests.waiting import Checked, Proposal

EffectOutcome = Literal["done", "failed", "unknown"]


class Effect(Value):
    """What an approval came to. `code` says why not, for staff; `reference` is the EHR's resource, "Type/id"."""

    outcome: EffectOutcome = "done"
    code: str = ""
    reference: str = ""


Check = Callable[[Draft, RequestServices], Awaitable[Checked]]
Approved = Callable[[Draft, RequestServices], Awaitable[Given | None]]
Apply = Callable[[Draft, Proposal, Given, RequestServices], Awaitable[Effect]]


async def nothing_to_look_up(*_: object) -> Checked:
    return Checked()


async def by_nobody(*_: object) -> None:
    """A person decides each time."""


async def nothing_to_write(*_: object) -> Effect:
    """People have done, or will do, what was asked: the approval says so, and no more."""
    return Effect()


@dataclass(frozen=True)
class Kind:
    """One kind. `filed_as`: how the EHR keeps it (a Task); None where it stays in our records."""

    name: str
    filed_as: RequestKind | None = None
    check: Check = nothing_to_look_up
    apply: Apply = nothing_to_write
    approved_already: Approved = by_nobody
    """An approval that a clinician signed beforehand; None where somebody has to decide."""
