"""The clock as a value: who needs the time is given a clock, and tests and demos pin it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, zone-aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class PinnedClock:
    """Stands still at an instant until it is moved; for demos, evals and tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("A pinned clock needs a zone-aware instant, such as 2026-03-02T09:00:00-05:00.")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on by `by` and return the new instant."""
        self._now += by
        return self._now
