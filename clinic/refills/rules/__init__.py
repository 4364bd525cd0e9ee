"""The rules of the refill protocol: each looks at one case and says what speaks, or what it could not compute."""

from collections.abc import Callable, Iterator

from clinic.refills.case import Case
from clinic.refills.recommendation import NotComputed, Reason
from clinic.refills.rules.identity import IDENTITY
from clinic.refills.rules.monitoring import MONITORING
from clinic.refills.rules.safety import SAFETY
from clinic.refills.rules.timing import TIMING

RULES: tuple[Callable[[Case], Iterator[Reason | NotComputed]], ...] = (
    *IDENTITY,
    *SAFETY,
    *TIMING,
    *MONITORING,
)

__all__ = ["RULES"]
