"""Passwords of staff: argon2id hashes, checked in a thread so that no conversation waits for one."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from clinic.errors import FrontdeskError

SHORTEST = 15
"""Characters, where a password stands alone (NIST SP 800-63B-4, 3.1.1)."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's smallest set for argon2id (19 MiB, two passes): some 20 ms, on the machine that answers the phone too."""
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""What an unknown e-mail address is checked against, so that it takes as long as a known one."""


class WeakPassword(FrontdeskError):
    code = "weak_password"
    status = 422

    def __init__(self) -> None:
        super().__init__(f"The password is too short: choose at least {SHORTEST} characters.")


def hash_password(password: str) -> str:
    """Raises WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword
    return _HASHER.hash(password)


def new_password() -> str:
    """120 random bits, for somebody to be handed once."""
    return secrets.token_urlsafe(15)


async def password_matches(password: str, encoded: str | None) -> bool:
    """Whether it is the one behind `encoded`; None, for nobody, takes as long and never matches."""
    return await asyncio.to_thread(_matches, password, encoded or _NOBODY) and encoded is not None


def _matches(password: str, encoded: str) -> bool:
    try:
        return _HASHER.verify(encoded, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
