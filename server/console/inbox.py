"""The inbox: what waits for people, urgent and late first, with counts by kind."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from clinic.requests import OPEN, Status, rules_of
from clinic.requests.rules import KINDS
from server.api.access import TheFrontdesk
from server.console.access import ConsoleRoute, Visitor
from server.console.people import names_of
from server.console.rendering import page
from server.console.undo import undoable
from server.frontdesk import Frontdesk
from server.records.leases import machine_now
from server.records.requests import Pile, Wish, count_requests, list_requests
from server.requests.views import listed
from server.staff import Account

router = APIRouter(route_class=ConsoleRoute)
View = Literal["mine", "all", "overdue", "decided"]
PAGE = 40


@router.get("")
async def inbox(
    request: Request,
    frontdesk: TheFrontdesk,
    session: Visitor,
    show: View = "mine",
    kind: Annotated[str, Query(max_length=40)] = "",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    decided: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """`decided` names a request whose decision can still be taken back. htmx gets the list alone."""
    now, database = frontdesk.clock.now(), frontdesk.database
    pile = _pile(session.account, frontdesk)
    wish = _wish(show, pile).model_copy(update={"kind": kind, "offset": offset, "limit": PAGE + 1})
    if show == "overdue":
        wish = wish.model_copy(update={"overdue_at": now})
    rows = await list_requests(database, wish)
    all_counts = await count_requests(database, Wish(status=("waiting", "asking")), now=now)
    own = await count_requests(database, Wish(status=("waiting", "asking"), pile=pile), now=now)
    shown = own if show == "mine" else all_counts
    claimed = {
        row.id: row.claimed_by
        for row in rows
        if row.claimed_by and row.claimed_until and row.claimed_until > machine_now()
    }
    template = "requests.html" if "hx-request" in request.headers else "inbox.html"
    return page(
        template,
        frontdesk,
        session,
        show=show,
        kind=kind,
        offset=offset,
        page_size=PAGE,
        requests=[listed(row, now) for row in rows[:PAGE]],
        more=len(rows) > PAGE,
        counts={"mine": own[""], "all": all_counts[""], "overdue": all_counts["overdue"]},
        kinds={name: number for name, number in shown.items() if name not in ("", "overdue")},
        claimed=claimed,
        names=await names_of(database, claimed.values()),
        undo=await undoable(frontdesk, decided, session.account) if decided else None,
        section="inbox",
    )


def _wish(show: View, pile: Pile) -> Wish:
    status: tuple[Status, ...] = ("waiting", "asking")
    match show:
        case "mine":
            return Wish(status=status, pile=pile)
        case "overdue":
            return Wish(status=OPEN)
        case "decided":
            return Wish(status=("deciding", "approved", "rejected", "done"))
    return Wish(status=status)


def _pile(account: Account, frontdesk: Frontdesk) -> Pile:
    not_theirs = tuple(kind for kind in KINDS if account.role not in rules_of(kind, frontdesk.clinic).decide)
    return Pile(own=(account.id, account.role), not_theirs=not_theirs)
