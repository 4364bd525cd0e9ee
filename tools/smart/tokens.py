"""An access token with its life: when it should be renewed, and from when on it is no longer shown."""

from dataclasses import dataclass, field
from typing import Any

UNSAID_LIFETIME = 300.0
"""Seconds that a token is taken to live when the server does not say; SMART advises servers to give no more."""
EARLY = 0.2
"""The last part of a token's life in which it is renewed already; at most `MOST_EARLY` seconds."""
MOST_EARLY = 60.0
LAST = 0.05
"""The very last part, in which it could expire on its way; at most `MOST_LAST` seconds."""
MOST_LAST = 10.0


@dataclass(frozen=True)
class AccessToken:
    """Times are of this machine's monotonic clock, in seconds: no step of the wall clock makes a token old."""

    value: str = field(repr=False)
    obtained_at: float
    lifetime: float
    scope: str | None
    """What was granted; None where the server did not say, which means what was asked for."""

    @property
    def renew_at(self) -> float:
        return self.obtained_at + self.lifetime - min(MOST_EARLY, EARLY * self.lifetime)

    @property
    def usable_until(self) -> float:
        return self.obtained_at + self.lifetime - min(MOST_LAST, LAST * self.lifetime)

    @classmethod
    def of(cls, answer: Any, asked_at: float) -> "AccessToken | None":
        """From a token endpoint's JSON; None when it holds no bearer token."""
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            return None
        if str(answer.get("token_type", "bearer")).lower() != "bearer" or not answer["access_token"]:
            return None
        try:
            lifetime = float(answer.get("expires_in", UNSAID_LIFETIME))
        except (TypeError, ValueError):
            lifetime = UNSAID_LIFETIME
        scope = answer.get("scope")
        return cls(
            answer["access_token"], asked_at, max(0.0, lifetime), scope if isinstance(scope, str) else None
        )
