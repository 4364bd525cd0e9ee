"""Everything that the HTTP edge refuses, each with a stable code, answered as RFC 9457 problem+json."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from clinic.errors import FrontdeskError

PROBLEM_JSON = "application/problem+json"


class Unauthorized(FrontdeskError):
    """The token is missing or is not this conversation's; an unknown conversation answers alike."""

    code = "unauthorized"
    status = 401

    def __init__(self) -> None:
        super().__init__("Send the conversation's token: Authorization: Bearer <token>.")


class UnknownConversation(FrontdeskError):
    code = "unknown_conversation"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such conversation: open one with POST /v1/conversations.")


class ConversationClosed(FrontdeskError):
    code = "conversation_closed"
    status = 409

    def __init__(self) -> None:
        super().__init__("This conversation is closed: open a new one with POST /v1/conversations.")


class IdempotencyMismatch(FrontdeskError):
    code = "idempotency_mismatch"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came with another message before: use a new key for a new message."
        )


class NotFromTwilio(FrontdeskError):
    code = "not_from_twilio"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "The X-Twilio-Signature does not hold: check TWILIO_AUTH_TOKEN, and that FRONTDESK_PUBLIC_URL is the address "
            "that Twilio was given."
        )


class MalformedWebhook(FrontdeskError):
    code = "malformed_webhook"
    status = 422

    def __init__(self, missing: str) -> None:
        super().__init__(f"This is no webhook of a message: it needs {missing}.")


class NotFound(FrontdeskError):
    code = "not_found"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is nothing at this address.")


class UnknownRequest(FrontdeskError):
    code = "unknown_request"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such request: GET /v1/requests lists them.")


class StaleDecision(FrontdeskError):
    """Somebody was faster, or the request has changed since it was read."""

    code = "stale_decision"
    status = 409

    def __init__(self, version: int, decided_by: str = "") -> None:
        first = f" {decided_by} decided before." if decided_by else ""
        super().__init__(
            f"This request has changed since you read it; it is at version {version} now.{first} "
            "Read it again before you decide."
        )


class ClaimedByOther(FrontdeskError):
    code = "claimed_by_other"
    status = 409

    def __init__(self) -> None:
        super().__init__("Somebody else is working on this request: wait until they release it.")


class NothingToUndo(FrontdeskError):
    code = "nothing_to_undo"
    status = 409

    def __init__(self) -> None:
        super().__init__("There is no decision of yours on this request that is not applied yet.")


class NotYours(FrontdeskError):
    """The role may not do that."""

    code = "role_may_not_decide"
    status = 403

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message, code=code)


class NotSignedIn(FrontdeskError):
    """No session, one that has ended, or none at all: the answer does not tell which."""

    code = "unauthorized"
    status = 401

    def __init__(self) -> None:
        super().__init__("Sign in at /staff, or send the service token: Authorization: Bearer <token>.")


class NoCsrfToken(FrontdeskError):
    code = "no_csrf_token"
    status = 403

    def __init__(self) -> None:
        super().__init__("Send the session's csrf token in the header X-CSRF-Token.")


class BodyTooLarge(FrontdeskError):
    code = "body_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body is larger than {limit:,} bytes.")


def problem_response(
    *, status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None
) -> JSONResponse:
    """A problem+json answer. `detail` is a sentence for a person and holds nothing that the caller sent."""
    body: dict[str, Any] = {
        "type": f"urn:frontdesk:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(body, status_code=status, media_type=PROBLEM_JSON, headers=headers)


def problem_from(error: FrontdeskError) -> JSONResponse:
    return problem_response(status=error.status, code=error.code, detail=error.message)
