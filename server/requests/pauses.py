"""How long a request that could not be taken further is left alone: longer each time, so that a hanging EHR is spared."""

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=10)


class Pauses:
    """By the machine's clock and for this process alone: a start tries all of them at once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._waiting: dict[str, tuple[timedelta, datetime]] = {}
        """The last pause of each, and when it is over."""

    def over(self, request_id: str) -> bool:
        """Whether it may be tried: it has not failed, or waited long enough since."""
        _, until = self._waiting.get(request_id, (FIRST, None))
        return until is None or until <= self._now()

    def failed(self, request_id: str) -> None:
        """Twice as long as the last time, up to LONGEST."""
        last, _ = self._waiting.get(request_id, (FIRST / 2, None))
        pause = min(last * 2, LONGEST)
        self._waiting[request_id] = pause, self._now() + pause

    def done(self, request_id: str) -> None:
        self._waiting.pop(request_id, None)
