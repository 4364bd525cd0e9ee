"""The phone line of a process: the calls that are open, and how they are found again after a socket has died."""

import asyncio
import secrets
from time import monotonic

from clinic.errors import FrontdeskError
from server.phone.call import Call
from server.phone.references import CallReference, References
from server.phone.silence import Sleep

FIRST_USE_WITHIN = 120.0
"""Seconds between our answer to a call and its socket."""
KEPT = 600.0
"""Seconds for which a call without a socket is kept: it may come back, or Twilio may ask what became of it."""


MOST_CALLS = 10_000
"""Calls remembered; of those that never came to a relay nobody tells us that they are over."""


class RelayRefused(FrontdeskError):
    """The address of the relay was used up, is too old, or belongs to another call."""

    code = "relay_refused"
    status = 403


class PhoneLine:
    """One per process. What is kept here is lost with it; references stay good, so that calls go on after a restart."""

    def __init__(self, secret_key: str | None = None, *, sleep: Sleep = asyncio.sleep) -> None:
        self.references = References(secret_key or secrets.token_urlsafe(32))
        self.sleep = sleep
        self.calls: dict[str, Call] = {}
        """By Twilio's id."""
        self.conversations: dict[str, str] = {}
        """Conversations by Twilio's id of the call: a webhook that is sent again opens no second one."""
        self.taken: set[str] = set()
        """Calls that a person of the clinic has taken."""
        self._used: dict[str, float] = {}

    def belongs_to(self, call_sid: str, conversation_id: str) -> str:
        """Keep the conversation of a call; the first one that was kept for it stays."""
        if len(self.conversations) >= MOST_CALLS:
            del self.conversations[next(iter(self.conversations))]
        return self.conversations.setdefault(call_sid, conversation_id)

    def admit(self, token: str) -> CallReference:
        """Whether a relay's address is good for a socket: the first one, or a further one of the same open call.

        Raises UnknownCall, RelayRefused.
        """
        reference = self.references.read(token)
        now = monotonic()
        self._used = {each: at for each, at in self._used.items() if now - at < FIRST_USE_WITHIN + KEPT}
        call = self.calls.get(reference.call_sid)
        if token in self._used and (call is None or call.ended or call.is_connected):
            raise RelayRefused("This address of the relay was used already.")
        self._used[token] = now
        return reference

    async def drop(self, call_sid: str) -> None:
        """The call is over."""
        self.conversations.pop(call_sid, None)
        self.taken.discard(call_sid)
        call = self.calls.pop(call_sid, None)
        if call is not None:
            await call.close()

    async def close(self) -> None:
        for call_sid in list(self.calls):
            await self.drop(call_sid)
