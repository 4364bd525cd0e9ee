"""The port to whoever makes, sends and checks one-time codes: the server's records and outbox fulfil it."""

from typing import Literal, Protocol

from clinic.models import Value

CodeOutcome = Literal["done", "wrong", "too_many"]


class CodeParty(Value):
    """Whom a code is for, and who asks: the limits of clinic.one_time_codes count by each of the three."""

    patient_id: str | None
    """None where nobody fits: such a caller is treated and counted alike."""
    caller: str
    """Where the caller comes from, such as a phone number or an address; empty where it is not known."""
    conversation_id: str


class OneTimeCodes(Protocol):
    """Both calls are idempotent by `key`: the same key sends nothing twice, and counts no guess twice."""

    async def send(self, party: CodeParty, *, phone: str | None, language: str, key: str) -> CodeOutcome:
        """Send a new code by text message to `phone` (E.164); it alone is good from now on in this conversation.

        Without a patient or a phone nothing is sent, and the answer is the same. Answers done or too_many.
        """
        ...

    async def check(self, party: CodeParty, *, code: str, key: str) -> CodeOutcome:
        """Use up the code that was sent last in this conversation for this patient."""
        ...
