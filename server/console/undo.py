"""The decision that somebody has just made, while it can be taken back."""

from pydantic import AwareDatetime

from clinic.models import Value
from server.frontdesk import Frontdesk
from server.records.decisions import decisions_on
from server.records.leases import machine_now
from server.records.requests import find_request
from server.requests.views import listed
from server.staff import Account


class Undoable(Value):
    """`seconds` are left; `until` is by the machine's clock."""

    request_id: str
    action: str
    kind: str
    what: str
    name: str
    until: AwareDatetime
    seconds: int


async def undoable(frontdesk: Frontdesk, request_id: str, account: Account) -> Undoable | None:
    """Of this person on this request; None when there is none, any more."""
    row = await find_request(frontdesk.database, request_id)
    if row is None or row.status != "deciding":
        return None
    now = machine_now()
    for decision in reversed(await decisions_on(frontdesk.database, request_id)):
        if decision.state == "recorded" and decision.by == account.id and decision.apply_at > now:
            line = listed(row, frontdesk.clock.now())
            return Undoable(
                request_id=row.id,
                action=decision.action,
                kind=row.kind,
                what=line.what,
                name=line.name,
                until=decision.apply_at,
                seconds=max(1, round((decision.apply_at - now).total_seconds())),
            )
    return None
