"""What to check when no token is given. Servers answer `invalid_client` to nearly every mistake, so all are listed."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tools.fhir_client import EhrUnavailable, FhirFailure, Unauthorized
from tools.fhir_client.failures import seconds_of
from tools.smart.assertion import SignedAssertion

_TOKEN_LIKE = re.compile(r"[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?|[\w+/=-]{60,}")
_LONGEST = 200
"""Characters of a server's own explanation that are shown."""


class TokenRefused(Unauthorized):
    """The authorization server gives us no token. `error` is its OAuth code, "" when it named none."""

    code = "ehr_token_refused"

    def __init__(self, message: str, *, http_status: int | None = None, error: str = "") -> None:
        super().__init__(message, http_status=http_status)
        self.error = error


def refusal(
    response: httpx.Response,
    *,
    sent: SignedAssertion,
    scope: str,
    key_file: Path,
    our_time: datetime,
    server_time: datetime | None,
) -> FhirFailure:
    """The failure that an answer without a token stands for. Its message holds what we sent and no secret."""
    status = response.status_code
    if status == 429 or status >= 500:
        busy = f"The authorization server answered {status}."
        return EhrUnavailable(busy, http_status=status, retry_after=seconds_of(response.headers))
    error, description = _oauth_error(response)
    answered = f"{status} {error}".strip() + (f' ("{description}")' if description else "")
    lines = [f"The authorization server gave us no token: POST {sent.audience} was answered {answered}."]
    if error == "invalid_scope":
        lines.append(f"We asked for these scopes: {scope}.")
        lines.append("Have them added to the app's registration, or set FRONTDESK_EHR_SCOPES to what it has.")
    else:
        lines += _what_to_check(sent, scope, key_file, our_time, server_time)
    return TokenRefused("\n".join(lines), http_status=status, error=error)


def _what_to_check(
    sent: SignedAssertion, scope: str, key_file: Path, our_time: datetime, server_time: datetime | None
) -> list[str]:
    return [
        "Servers answer alike to every mistake. Check in this order:",
        f"  1. Client id: we sent {sent.client_id} as iss and sub (FRONTDESK_EHR_CLIENT_ID). Is it this environment's "
        "id (production and sandbox differ), of a backend app, active, and synced to this server?",
        f"  2. Key and kid: signed {sent.algorithm} with kid {sent.key_id} from {key_file}. "
        "Is that the kid under which this very key is registered?",
        "  3. Published key set: does the server hold, or can it fetch, the public key that "
        "`frontdesk doctor --jwks` prints? It may keep an older copy for a while.",
        f"  4. Audience: we sent aud {sent.audience}, the token endpoint that the server announces. "
        "Is that the address it goes by, and FRONTDESK_EHR_URL the right base?",
        f"  5. Clock: {_clocks(our_time, server_time)} The assertion ran from "
        f"{sent.issued_at:%H:%M:%S} to {sent.expires_at:%H:%M:%S} UTC.",
        f"  Scopes asked for: {scope}.",
    ]


def _clocks(ours: datetime, theirs: datetime | None) -> str:
    if theirs is None:
        return f"ours says {ours:%Y-%m-%d %H:%M:%S} UTC; the server did not say."
    apart = (theirs - ours).total_seconds()
    return (
        f"ours says {ours:%Y-%m-%d %H:%M:%S} UTC, the server's {theirs:%Y-%m-%d %H:%M:%S} ({apart:+.0f} s)."
    )


def _oauth_error(response: httpx.Response) -> tuple[str, str]:
    """`error` and `error_description` (RFC 6749 5.2), made safe to print."""
    try:
        body: Any = response.json()
    except ValueError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    return _printable(body.get("error")), _printable(body.get("error_description"))


def _printable(text: object) -> str:
    if not isinstance(text, str):
        return ""
    hidden = _TOKEN_LIKE.sub("[hidden]", text)
    return "".join(each for each in hidden if each.isprintable())[:_LONGEST]
