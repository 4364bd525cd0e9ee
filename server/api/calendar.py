"""The calendar file of a visit, for whoever has the link that was texted to the phone on file."""

from fastapi import APIRouter, Response

from server.api.access import TheFrontdesk
from server.outreach.calendar_links import UnknownLink, linked_visit

router = APIRouter(tags=["outreach"])


@router.get("/calendar/{token}.ics", response_class=Response)
async def read_calendar_file(frontdesk: TheFrontdesk, token: str) -> Response:
    """The visit as it is in the EHR now: when and where. 404 `unknown_link` for anything else."""
    links = frontdesk.calendar_links
    if links is None:
        raise UnknownLink
    from clinic.outreach.calendar import (
        calendar_file,  # its library imports for a while: no start waits for it
    )

    async with frontdesk.in_force.office() as office:
        visit = await linked_visit(frontdesk.database, office.ehr, links.delivery(token))
        file = calendar_file(visit, office.settings, office.settings.languages[0], now=frontdesk.clock.now())
    return Response(file, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})
