"""Who may call what: a conversation's token for patients, the service token for programs."""

import hmac
from typing import Annotated

from fastapi import Depends, Request

from server.frontdesk import Frontdesk
from server.problems import NotFound, Unauthorized, UnknownConversation
from server.records import Access
from server.records.doors import let_in
from server.tokens import bearer_token, could_be_conversation_id, token_matches


async def the_frontdesk(request: Request) -> Frontdesk:
    """Asynchronous, though it waits for nothing: FastAPI runs others in a thread."""
    frontdesk: Frontdesk = request.app.state.frontdesk
    return frontdesk


TheFrontdesk = Annotated[Frontdesk, Depends(the_frontdesk)]


async def conversation_access(request: Request, conversation_id: str, frontdesk: TheFrontdesk) -> Access:
    """The conversation that the bearer token opens.

    Raises UnknownConversation for what cannot be an id, and Unauthorized alike for a missing token, a wrong one and
    an unknown conversation: the answer does not tell which conversations exist.
    """
    if not could_be_conversation_id(conversation_id):
        raise UnknownConversation
    token = bearer_token(request.headers.get("authorization"))
    access = await frontdesk.known.find(conversation_id) if token else None
    if token is None or access is None:
        raise Unauthorized
    if token_matches(token, access.token_hash):
        return access
    by_door = await frontdesk.database.read(lambda connection: let_in(connection, conversation_id, token))
    if by_door is None:
        raise Unauthorized
    return by_door


ConversationAccess = Annotated[Access, Depends(conversation_access)]


def require_service_token(authorization: str | None, frontdesk: Frontdesk) -> None:
    """Raises NotFound where no service token is set, Unauthorized when another one was sent."""
    if frontdesk.service_token is None:
        raise NotFound
    if not hmac.compare_digest(
        (bearer_token(authorization) or "").encode(), frontdesk.service_token.encode()
    ):
        raise Unauthorized
