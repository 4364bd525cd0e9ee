"""The staff part of /v1 on outreach: what is due to patients now, what is held back, and why."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from server.api.access import TheFrontdesk
from server.api.requests import PROBLEM
from server.api.staff_access import TheStaff
from server.outreach import Report

router = APIRouter(prefix="/v1/outreach", tags=["outreach"], responses=PROBLEM)


@router.get("/due")
async def read_due(
    frontdesk: TheFrontdesk,
    staff: TheStaff,  # noqa: ARG001 signed in is enough to look
    hours: Annotated[int, Query(ge=0, le=24 * 62)] = 0,
) -> Report:
    """As a round that were made now would find it, and what comes due within so many `hours`. Nothing is written.

    Where the EHR does not answer, `trouble` says so.
    """
    until = frontdesk.clock.now() + timedelta(hours=hours)
    return await frontdesk.outreach.round(dry_run=True, until=until)
