"""An occasion to write about a visit, and what is to become of it: now, later, or never, with the reason."""

from datetime import timedelta
from typing import Literal, TypeAlias

from pydantic import AwareDatetime

from clinic.models import Value

Kind = Literal["confirmation", "moved", "reminder"]
Reason = Literal[
    "too_early",
    "too_late",
    "booked_later",
    "already_confirmed",
    "confidential",
    "no_phone",
    "landline",
    "opted_out",
    "quiet_hours",
    "over_cap",
]
"""Why not (now). too_early: its time has not come. too_late: nobody was there to send it while it was worth it.
booked_later: the visit was made, or told anew, when the reminder's time had come already."""


class Occasion(Value):
    """`key` is unique: it is made of the visit, the time it has, and which telling this is, so that a visit that moves
    has other occasions and needs no clean-up. `start` is the visit's."""

    key: str
    kind: Kind
    appointment_id: str
    patient_id: str
    start: AwareDatetime
    lead: timedelta | None = None
    """Of a reminder: so long before the visit, by the clinic's wall clock."""


class Due(Value):
    """To be sent now to this number (E.164)."""

    occasion: Occasion
    phone: str


class Held(Value):
    """Not now; `until` is the first instant at which it may be, None where that lies with people."""

    occasion: Occasion
    reason: Reason
    until: AwareDatetime | None = None


class Never(Value):
    """Settled without a message."""

    occasion: Occasion
    reason: Reason


Verdict: TypeAlias = Due | Held | Never
