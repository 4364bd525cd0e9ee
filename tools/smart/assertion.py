"""The signed statement by which a client says who it is (RFC 7523, as SMART Backend Services profiles it)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt

from tools.smart.keys import SigningKey

LIFETIME = timedelta(minutes=4)
"""SMART allows five; the rest is for clocks that differ."""
LEEWAY = timedelta(seconds=15)
"""How far `iat` lies back, for a server whose clock is behind."""
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class SignedAssertion:
    """One assertion, used once, with what it says, for a message when it is refused."""

    client_id: str
    audience: str
    key_id: str
    algorithm: str
    issued_at: datetime
    expires_at: datetime
    jwt: str = field(repr=False)


def sign(key: SigningKey, client_id: str, audience: str, now: datetime) -> SignedAssertion:
    """An assertion for the token endpoint `audience`; `now` is the server's time as far as it is known."""
    issued, expires = now - LEEWAY, now + LIFETIME
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": int(issued.timestamp()),
        "exp": int(expires.timestamp()),
        "jti": secrets.token_urlsafe(24),  # Epic takes no more than 151 characters
    }
    signed = jwt.encode(claims, key.private, key.algorithm, headers={"kid": key.key_id, "typ": "JWT"})
    return SignedAssertion(client_id, audience, key.key_id, key.algorithm, issued, expires, signed)
