"""What our records say was told of a visit already."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import AwareDatetime

from clinic.models import Value


class Told(Value):
    """One occasion that is settled. `reason` is "" where a message was written, else why none was."""

    key: str
    start: AwareDatetime
    """Of the visit, as it was then."""
    at: AwareDatetime
    reason: str = ""


class Tellings(Value):
    """All of one visit."""

    settled: tuple[Told, ...] = ()

    @classmethod
    def of(cls, settled: Iterable[Told]) -> "Tellings":
        return cls(settled=tuple(sorted(settled, key=lambda each: (each.at, each.key))))

    def has(self, key: str) -> bool:
        return any(each.key == key for each in self.settled)

    @property
    def written(self) -> tuple[Told, ...]:
        return tuple(each for each in self.settled if not each.reason)

    @property
    def last_start(self) -> datetime | None:
        """When the visit is, as the patient was told last; None where they were told nothing."""
        return self.written[-1].start if self.written else None

    def first_told_of(self, start: datetime) -> datetime | None:
        """When the patient first heard, without a break, of the time that they were told last."""
        since = None
        for each in reversed(self.written):
            if each.start != start:
                break
            since = each.at
        return since
