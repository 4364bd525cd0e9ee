"""Random ids and bearer tokens: tokens are kept as hashes only and compared in constant time."""

import hmac
import re
import secrets
from hashlib import sha256

_CONVERSATION_ID = re.compile(r"c_[A-Za-z0-9_-]{22}")


def new_conversation_id() -> str:
    """128 random bits: nobody guesses a conversation's address."""
    return f"c_{secrets.token_urlsafe(16)}"


def could_be_conversation_id(text: str) -> bool:
    return _CONVERSATION_ID.fullmatch(text) is not None


def new_message_id() -> str:
    return f"m_{secrets.token_urlsafe(16)}"


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 in hex. No salt is needed: the tokens are random, not chosen by people."""
    return sha256(token.encode()).hexdigest()


def token_matches(token: str, token_hash: str) -> bool:
    return hmac.compare_digest(hash_token(token), token_hash)


def bearer_token(authorization: str | None) -> str | None:
    """The token of an `Authorization: Bearer …` header, or None."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
