"""What a kind of request is: how it is looked into, and what an approval writes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from clinic.care import RequestKind
from clinic.models import Assurance, Value
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.services import RequestServices
from graph.requests.suggested import suggested_reply
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


async def nothing_to_look_up(draft: Draft, services: RequestServices) -> Checked:
    return Checked(suggested_reply=suggested_reply(draft, services))


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
    by_people: bool = True
    """People do what was asked for, and an approval says so; False where the approval itself does it."""
    told_at: Assurance = Assurance.ANONYMOUS
    """How well the patient has to be known to hear what was decided, if more than they were when they asked."""
    told_as: str = ""
    """Field of the proposal that the patient hears after an approval, word for word and alone; "" for our words."""
