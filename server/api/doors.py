"""Further doors into a conversation: go on by text message, in an earlier conversation, or by a link."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from clinic.errors import FrontdeskError
from clinic.phones import phone_e164
from server.api.access import ConversationAccess, TheFrontdesk
from server.api.conversations import PROBLEM, OpenedConversation
from server.api.pages import patient_page
from server.frontdesk import Frontdesk

router = APIRouter(tags=["conversations"], responses=PROBLEM)
router.add_api_route("/c/{token}", patient_page, methods=["GET", "HEAD"], include_in_schema=False)


class UnknownPhone(FrontdeskError):
    code = "not_a_phone"
    status = 422

    def __init__(self) -> None:
        super().__init__("That is not a phone number: send it with its area code.")


class NewDoor(BaseModel):
    """A phone that shall be able to go on by text message."""

    model_config = ConfigDict(extra="forbid")

    phone: Annotated[str, Field(min_length=3, max_length=40)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"


class DoorCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phone: Annotated[str, Field(min_length=3, max_length=40)]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


@router.post("/v1/conversations/{conversation_id}/doors", status_code=202)
async def send_door_code(
    request: Request, frontdesk: TheFrontdesk, access: ConversationAccess, body: NewDoor
) -> Response:
    """Text a code to a phone, so that its owner can go on in this conversation by text message."""
    await frontdesk.doors.send_code(
        access,
        _e164(body.phone, frontdesk),
        frontdesk.clinic,
        caller=_caller(request),
        language=body.language,
    )
    return Response(status_code=202)


@router.post("/v1/conversations/{conversation_id}/doors/confirm", status_code=204)
async def open_door(
    request: Request, frontdesk: TheFrontdesk, access: ConversationAccess, body: DoorCode
) -> Response:
    """Tell the code: texts from that phone belong to this conversation from now on."""
    await frontdesk.doors.open_by_code(
        access, _e164(body.phone, frontdesk), body.code, caller=_caller(request)
    )
    return Response(status_code=204)


@router.post("/v1/conversations/{conversation_id}/continue", status_code=201)
async def go_on_elsewhere(frontdesk: TheFrontdesk, access: ConversationAccess) -> OpenedConversation:
    """Where a turn's `joined` was set: the conversation in which this one goes on, its token, and what it says."""
    there, token, said = await frontdesk.doors.by_joining(access)
    return OpenedConversation(id=there.conversation_id, token=token, messages=said)


def _e164(phone: str, frontdesk: Frontdesk) -> str:
    number = phone_e164(phone, frontdesk.clinic.country)
    if number is None:
        raise UnknownPhone
    return number


def _caller(request: Request) -> str:
    return request.client.host if request.client else ""
