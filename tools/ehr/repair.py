"""What a repair of the EHR found: what was mended, and what a person has to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal[
    "time_taken", "time_gone", "no_time", "time_not_taken_back", "time_not_freed", "claim_not_freed", "twice"
]
"""`time_taken`: somebody else has the visit's time. `time_gone`: it is in no calendar any more. `no_time`: the visit
names none. `time_not_taken_back`: it stands as free, and the EHR does not let us take it. `time_not_freed`: the old time
of a moved or cancelled visit stays taken. `claim_not_freed`: a time is taken for a visit that was never written.
`twice`: one booking stands as two visits, and the EHR does not let us withdraw one."""


@dataclass(frozen=True)
class UnclearVisit:
    """One thing that people have to settle in the EHR. What is not known is empty; `start` is zone-aware."""

    why: Why
    appointment_id: str = ""
    patient_id: str = ""
    slot_ids: tuple[str, ...] = ()
    start: datetime | None = None
    clinician: str = ""
    key: str = ""
    """The idempotency key of the write that it came from."""


@dataclass(frozen=True)
class RepairReport:
    """What was mended, by id, and what a person must look at.

    `failed` names the steps that the EHR did not let us finish; the next run does.
    """

    claims_freed: tuple[str, ...] = ()
    holds_freed: tuple[str, ...] = ()
    times_taken_back: tuple[str, ...] = ()
    left_times_freed: tuple[str, ...] = ()
    duplicates_withdrawn: tuple[str, ...] = ()
    unclear: tuple[UnclearVisit, ...] = ()
    failed: tuple[str, ...] = ()
