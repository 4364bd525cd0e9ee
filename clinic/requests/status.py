"""Where a request stands, in words that staff, programs and the records share."""

from typing import Literal

Status = Literal["waiting", "asking", "deciding", "approved", "rejected", "done"]
"""`asking`: a question is with the patient, and it may be decided all the same; `deciding`: somebody has decided, and
it is not applied yet; the last three are final."""
OPEN: tuple[Status, ...] = ("waiting", "asking", "deciding")
DECIDABLE: tuple[Status, ...] = ("waiting", "asking")
