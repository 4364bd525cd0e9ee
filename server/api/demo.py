"""What only a demo has: a look into the outbox, and a clock that can be moved."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clinic.clock import PinnedClock
from clinic.errors import FrontdeskError
from server.api.access import TheFrontdesk
from server.frontdesk import Frontdesk
from server.problems import NotFound
from server.records import Delivery, deliveries

router = APIRouter(prefix="/demo", tags=["demo"])


class Outbox(BaseModel):
    deliveries: tuple[Delivery, ...]


class Advance(BaseModel):
    model_config = ConfigDict(extra="forbid")

    advance: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=366))]
    """ISO 8601 duration, such as PT24H."""


class Now(BaseModel):
    now: AwareDatetime


@router.get("/outbox")
async def read_outbox(frontdesk: TheFrontdesk) -> Outbox:
    """What would have been sent to phones and mailboxes, newest first."""
    _only_in_a_demo(frontdesk)
    return Outbox(deliveries=await deliveries(frontdesk.database))


@router.post("/clock")
async def advance_clock(frontdesk: TheFrontdesk, body: Advance) -> Now:
    """Move the pinned clock on."""
    _only_in_a_demo(frontdesk)
    if not isinstance(frontdesk.clock, PinnedClock):
        raise FrontdeskError(
            "The clock is not pinned: start the demo with FRONTDESK_CLOCK=2026-03-02T08:00:00-05:00.",
            code="clock_not_pinned",
            status=409,
        )
    return Now(now=frontdesk.clock.advance(body.advance).astimezone(frontdesk.clinic.zone))


def _only_in_a_demo(frontdesk: Frontdesk) -> None:
    if not frontdesk.settings.demo:
        raise NotFound
