"""Claiming and releasing a request, told to every console."""

from functools import partial

from clinic.requests import Staff
from server.frontdesk import Frontdesk
from server.records.claims import claim_request, release_request
from server.records.leases import machine_now
from server.records.requests import RequestRow
from server.requests.changes import Change


async def claim(frontdesk: Frontdesk, request_id: str, by: Staff) -> RequestRow:
    """Raises UnknownRequest, ClaimedByOther. It ends by itself after clinic.yaml's `requests.claim`."""
    now = machine_now()
    until = now + frontdesk.clinic.requests.claim
    await frontdesk.database.write(
        partial(claim_request, request_id=request_id, by=by.id, until=until, now=now)
    )
    return await _told(frontdesk, request_id)


async def release(frontdesk: Frontdesk, request_id: str, by: Staff) -> RequestRow:
    """Give it back. Raises UnknownRequest; what one does not hold stays as it is."""
    await frontdesk.database.write(partial(release_request, request_id=request_id, by=by.id))
    return await _told(frontdesk, request_id)


async def _told(frontdesk: Frontdesk, request_id: str) -> RequestRow:
    row = await frontdesk.requests.presented(request_id)
    frontdesk.changes.publish(
        Change(request_id=row.id, kind=row.kind, status=row.status, version=row.version)
    )
    return row
