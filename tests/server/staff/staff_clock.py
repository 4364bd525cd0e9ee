"""A machine's clock that tests move: sessions, claims and takeovers end by it."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Begins at the real time, by which the records look, too."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
