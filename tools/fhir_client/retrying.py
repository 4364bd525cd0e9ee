"""Which failed calls are tried again, how often and after how long."""

from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from tools.fhir_client.failures import EhrUnavailable, FhirFailure, Unauthorized

ATTEMPTS = 3
LONGEST_WAIT = 5.0
"""Seconds. A server that asks for more is reported as unavailable at once: a patient is waiting."""

_backoff = wait_random_exponential(multiplier=0.1, max=2.0)
_BUSY = (429, 503)


def is_worth_retrying(failure: BaseException, *, reads: bool) -> bool:
    """Reads are repeated after any outage; writes only when the server said that it did not process them.

    A connection that could not be opened never carried the request: `http_status` is None then.
    """
    if not isinstance(failure, EhrUnavailable) or isinstance(failure, Unauthorized):
        return False
    if (failure.retry_after or 0) > LONGEST_WAIT:
        return False
    return reads or failure.http_status is None or failure.http_status in _BUSY


def _wait(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome else None
    if isinstance(failure, FhirFailure) and failure.retry_after is not None:
        return failure.retry_after
    return _backoff(state)


def retrying(*, reads: bool, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """At most three attempts, spaced by Retry-After or by jittered backoff. The last failure is raised."""
    return AsyncRetrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=_wait,
        retry=retry_if_exception(lambda failure: is_worth_retrying(failure, reads=reads)),
        sleep=sleep,
        reraise=True,
    )
