"""Bearer tokens for /mcp that grant less than the service token: signed, short-lived, for a role and a patient."""

from datetime import datetime, timedelta
from hashlib import sha256

import jwt
from pydantic import ValidationError

from tools.ehr.access import Granted

_AUDIENCE = "frontdesk-ehr-tools"
_ALGORITHM = "HS256"
_GRANT = "grant"
LONGEST = timedelta(hours=12)


class AccessTokens:
    """Mints and opens the tokens (JWT). Real time counts, whatever the clinic's clock is pinned to."""

    def __init__(self, secret_key: str) -> None:
        # A key of its own: no token of another kind, signed with the same secret, is one of these.
        self._key = sha256(f"frontdesk.mcp.{secret_key}".encode()).digest()

    def mint(self, granted: Granted, *, now: datetime, lifetime: timedelta) -> str:
        """Raises ValueError for a lifetime beyond `LONGEST`, and for a patient's token without a patient."""
        if not timedelta(0) < lifetime <= LONGEST:
            raise ValueError(f"A token lives up to {LONGEST.total_seconds() / 3600:g} hours.")
        if granted.role == "patient" and (granted.bound is None or granted.bound.patient_id is None):
            raise ValueError("A patient's token needs the patient.")
        claims = {
            "aud": _AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
            _GRANT: granted.model_dump(mode="json"),
        }
        return jwt.encode(claims, self._key, _ALGORITHM)

    def open(self, token: str) -> Granted | None:
        """None for a token that is forged, damaged, expired, or of another kind."""
        try:
            claims = jwt.decode(
                token, self._key, [_ALGORITHM], audience=_AUDIENCE, options={"require": ["exp", "aud"]}
            )
            return Granted.model_validate(claims.get(_GRANT))
        except (jwt.InvalidTokenError, ValidationError):
            return None
