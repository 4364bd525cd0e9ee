"""How much one number may text: beyond it nothing is stored or answered, so that nobody waits for a flood to pass.

Only a number's own texts count: what others send, signed or not, cannot use up somebody's share. Kept in this process.
"""

from typing import Literal

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from clinic.messaging import keyword_of

A_MINUTE = RateLimitItemPerMinute(15)
AN_HOUR = RateLimitItemPerHour(120)
"""More than a person types; a conversation that books a visit takes four to ten."""
TOLD = RateLimitItemPerHour(1)
Verdict = Literal["take", "tell", "drop"]
"""tell: it is over the limit, and its sender has not heard so lately."""


class Flood:
    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def judge(self, sender: str, text: str) -> Verdict:
        """What to do with a text that just came. To be left alone is never too much to ask."""
        fits = all(self._limiter.hit(item, "text", sender) for item in (A_MINUTE, AN_HOUR))
        if fits or keyword_of(text) == "stop":
            return "take"
        return "tell" if self._limiter.hit(TOLD, "told", sender) else "drop"
