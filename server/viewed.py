"""Who of the clinic has looked at what of a patient's: in the audit trail (HIPAA, 45 CFR 164.312(b))."""

from clinic.requests import Staff
from server.frontdesk import Frontdesk
from server.records import append_audit


async def note_viewed(
    frontdesk: Frontdesk, by: Staff, *, request: str = "", conversation_id: str | None = None
) -> None:
    """A person has opened it. Programs with the service token answer for their own users."""
    if by.role == "service":
        return
    at = frontdesk.clock.now()
    detail = {"by": by.id, "request": request}
    await frontdesk.database.write(
        lambda connection: append_audit(
            connection, event="record_viewed", at=at, conversation_id=conversation_id, detail=detail
        )
    )
