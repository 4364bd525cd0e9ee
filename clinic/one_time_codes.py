"""One-time codes: how they look, how long they are good for, and how many may be sent and guessed wrong.

After NIST SP 800-63B-4 (authenticators, out-of-band): at least six digits, good for at most ten minutes, used once; a
new code does not reset the failures. It allows a hundred failures; a clinic's front office needs no more than these.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

DIGITS = 6
LIFETIME = timedelta(minutes=10)
WINDOW = timedelta(hours=24)
"""What was sent and guessed longer ago counts no more."""


@dataclass(frozen=True)
class Tally:
    """How often something happened within WINDOW: to one patient, by one caller, in one conversation."""

    patient: int
    caller: int
    conversation: int

    def is_below(self, most: "Tally") -> bool:
        """Once more is allowed in every respect."""
        return (
            self.patient < most.patient
            and self.caller < most.caller
            and self.conversation < most.conversation
        )


MOST_SENT = Tally(patient=10, caller=100, conversation=3)
"""Nobody's phone is flooded. Many callers may share one address."""
MOST_WRONG = Tally(patient=5, caller=30, conversation=3)
"""Five guesses a day at a million codes, from whatever mix of conversations."""


def new_code(draw: Callable[[int], int]) -> str:
    """Six digits; `draw(n)` gives a number below n that nobody can foresee (`secrets.randbelow`)."""
    return f"{draw(10**DIGITS):0{DIGITS}}"


def sealed(text: str, salt: str, secret_key: str) -> str:
    """What is kept in place of `text`: an HMAC-SHA256 in hexadecimal, of no use without the service's key."""
    return hmac.new(secret_key.encode(), f"{salt}\n{text}".encode(), hashlib.sha256).hexdigest()


def opens(code: str, salt: str, secret_key: str, kept: str) -> bool:
    """Whether `code` is the one that was kept sealed."""
    return hmac.compare_digest(sealed(code, salt, secret_key), kept)
