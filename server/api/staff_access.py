"""Who at the clinic is calling: a signed-in person by session cookie, or a program with the service token."""

from typing import Annotated

from fastapi import Depends, Request

from clinic.requests import Staff
from server.api.access import TheFrontdesk, require_service_token

SERVICE = Staff(id="service", role="service", name="")


async def the_staff(request: Request, frontdesk: TheFrontdesk) -> Staff:
    """Raises Unauthorized for everybody else; a patient's token opens nothing here."""
    require_service_token(request.headers.get("authorization"), frontdesk)
    return SERVICE


TheStaff = Annotated[Staff, Depends(the_staff)]
