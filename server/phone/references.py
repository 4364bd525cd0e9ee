"""Signed references that a call carries through Twilio: opaque there, a conversation here, and made by nobody else."""

from typing import Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer

from clinic.errors import FrontdeskError
from clinic.models import Value

LONGEST_CALL = 4 * 3600
"""Seconds; Twilio ends calls after four hours by default."""
Why = Literal["goodbye", "transfer"]


class UnknownCall(FrontdeskError):
    """The reference is none of ours, or its call is long over."""

    code = "unknown_call"
    status = 404


class CallReference(Value):
    """Which conversation a call is. `call_sid` is Twilio's id of the call."""

    conversation_id: str
    call_sid: str
    language: str = "en"
    dropped: int = 0
    """How often its socket has died."""


class References:
    """Signs and reads them, with a key of this clinic's."""

    def __init__(self, secret_key: str) -> None:
        self._calls = URLSafeTimedSerializer(secret_key, salt="phone-call")
        self._endings = URLSafeTimedSerializer(secret_key, salt="phone-ending")

    def sign(self, call: CallReference) -> str:
        """As a part of a path: letters, digits, dots, dashes and underscores."""
        return str(self._calls.dumps([call.conversation_id, call.call_sid, call.language, call.dropped]))

    def read(self, reference: str) -> CallReference:
        """Raises UnknownCall."""
        try:
            conversation_id, call_sid, language, dropped = self._calls.loads(reference, max_age=LONGEST_CALL)
        except (BadSignature, ValueError, TypeError):
            raise UnknownCall("There is no such call.") from None
        return CallReference(
            conversation_id=conversation_id, call_sid=call_sid, language=language, dropped=dropped
        )

    def sign_ending(self, why: Why, call_sid: str) -> str:
        """What the end of a relay session hands over: it passes through the vendor's logs."""
        return str(self._endings.dumps([why, call_sid]))

    def read_ending(self, handed_over: str, call_sid: str) -> Why | None:
        """Why we ended the session of that call; None when the words are not ours."""
        try:
            why, of = self._endings.loads(handed_over, max_age=LONGEST_CALL)
        except (BadSignature, ValueError, TypeError):
            return None
        return why if of == call_sid and why in ("goodbye", "transfer") else None
