"""A machine's clock that tests move: sessions, claims and takeovers end by it."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
