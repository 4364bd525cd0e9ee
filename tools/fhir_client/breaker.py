"""The circuit breaker: an EHR that keeps failing is left alone for a while, then tried by one operation."""

from collections.abc import Iterator
from contextlib import contextmanager

from circuitbreaker import STATE_HALF_OPEN, CircuitBreaker

from tools.fhir_client.failures import EhrUnavailable, LostAnswer, Unauthorized

FAILURES = 8
"""Operations in a row, each with its retries, that failed for an outage."""
RECOVERY = 10.0
"""Seconds for which nothing is asked then: patients hear at once that the EHR cannot be reached."""


class CircuitOpen(EhrUnavailable):
    """The EHR failed too often just now and was not asked."""


class Breaker:
    """Counts outages of one FHIR server. Refusals, conflicts and calls to wait show that it is there."""

    def __init__(self, *, failures: int = FAILURES, recovery: float = RECOVERY) -> None:
        self._circuit = CircuitBreaker(failures, recovery, _is_outage)
        self._somebody_tries = False

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Around one operation. Raises CircuitOpen in its place while the EHR is left alone."""
        tries = self._circuit.state == STATE_HALF_OPEN
        if self._circuit.opened or (tries and self._somebody_tries):
            remaining = max(0.0, self._circuit.open_remaining)
            raise CircuitOpen(
                f"The EHR failed {self._circuit.failure_count} times in a row and is left alone for a moment.",
                retry_after=remaining,
            )
        self._somebody_tries = tries
        try:
            yield
        except Exception:
            with self._circuit:  # counts an outage; any other failure is an answer
                raise
        else:
            self._circuit.reset()
        finally:  # a cancelled operation has shown nothing
            if tries:
                self._somebody_tries = False


def _is_outage(kind: type[BaseException], failure: BaseException) -> bool:
    if issubclass(kind, LostAnswer):
        return True
    if not isinstance(failure, EhrUnavailable) or isinstance(failure, Unauthorized):
        return False
    return failure.http_status is None or failure.http_status >= 500
