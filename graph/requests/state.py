"""What a request's run remembers: plain JSON with a version; models are made from it at the edge."""

from typing import Any, TypedDict

from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.waiting import Checked, Exchange

STATE_VERSION = 1
Json = dict[str, Any]
Update = dict[str, Any]


class RequestState(TypedDict, total=False):
    """The channels of the request graph. No field has a reducer. Node names and these fields are an interface:
    a request may wait for weeks, and later releases resume it."""

    version: int
    draft: Json
    """A Draft."""
    filed: Json | None
    """What became of its record in the EHR: {"id"} or {"failed": code}."""
    checked: Json
    """A Checked."""
    exchanges: list[Json]
    assigned_to: str
    trouble: str
    waiting: Json | None
    """The Waiting that staff see now: what the interrupt shows."""
    given: Json | None
    """The Given that the run was resumed with last."""
    effect: Json | None
    """An Effect: what an approval came to."""
    told: str
    """How the patient was told: conversation, outbox, or "" where nobody could be."""
    outcome: str
    """approved, rejected or done once it is decided."""
    documented: bool


def draft_of(state: RequestState) -> Draft:
    return Draft.model_validate(state["draft"])


def given_of(state: RequestState) -> Given:
    return Given.model_validate(state["given"])


def checked_of(state: RequestState) -> Checked:
    return Checked.model_validate(state.get("checked") or {})


def exchanges_of(state: RequestState) -> tuple[Exchange, ...]:
    return tuple(Exchange.model_validate(each) for each in state.get("exchanges") or ())
