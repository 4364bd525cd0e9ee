"""What waits for others than staff: patients who were asked, and what is due to go out to patients."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.console.access import ConsoleRoute, Visitor
from server.console.rendering import page
from server.outreach.report import Line
from server.outreach_due import outreach_due
from server.records.answers import how_asked
from server.records.requests import Wish, list_requests
from server.requests.views import listed

router = APIRouter(route_class=ConsoleRoute)
AHEAD = timedelta(days=7)
"""How far ahead visits are shown."""


@router.get("/asked")
async def asked(frontdesk: TheFrontdesk, session: Visitor) -> Response:
    """Questions that patients have not answered, the one that has waited longest first."""
    now = frontdesk.clock.now()
    rows = await list_requests(frontdesk.database, Wish(status=("asking",), limit=100))
    how = await frontdesk.database.read(lambda c: how_asked(c, [row.id for row in rows]))
    open_ones = [
        (listed(row, now), row.waiting.exchanges[-1], how.get(row.id, "")) for row in rows if row.waiting
    ]
    open_ones.sort(key=lambda each: each[1].asked_at)
    return page("asked.html", frontdesk, session, asked=open_ones, section="asked")


@router.get("/outreach")
async def outreach(frontdesk: TheFrontdesk, session: Visitor) -> Response:
    """What the outbox holds and has not sent, and the visits of the days to come with what their patients get."""
    due = await outreach_due(frontdesk, ahead=AHEAD)
    report = await frontdesk.outreach.round(dry_run=True, until=due.until)
    planned: dict[str, list[Line]] = {}
    for line in (*report.due, *report.held):
        planned.setdefault(line.appointment_id, []).append(line)
    return page(
        "outreach.html", frontdesk, session, due=due, planned=planned, days=AHEAD.days, section="outreach"
    )
