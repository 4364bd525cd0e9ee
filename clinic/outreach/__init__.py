"""What the clinic has to write to its patients of its own accord: derived from what is, never from stored timers.

Pure functions of the visits in the EHR, what our records say was told, the rules of clinic.yaml, and the time.
"""

from clinic.outreach.bundles import Bundle, bundled
from clinic.outreach.due import verdicts
from clinic.outreach.occasions import Due, Held, Kind, Never, Occasion, Reason, Verdict
from clinic.outreach.reaching import Reach
from clinic.outreach.told import Tellings, Told

__all__ = [
    "Bundle",
    "Due",
    "Held",
    "Kind",
    "Never",
    "Occasion",
    "Reach",
    "Reason",
    "Tellings",
    "Told",
    "Verdict",
    "bundled",
    "verdicts",
]
