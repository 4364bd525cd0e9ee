"""A caller's deadline, which passes through to every FHIR operation that is done on its behalf."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends_at: ContextVar[float | None] = ContextVar("fhir_deadline", default=None)
"""On the event loop's clock."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything asked of a FHIR server in this block is over after `seconds`, however many operations it takes.

    Blocks nest: the earliest end holds. An operation that has no time left is not sent and raises `EhrUnavailable`.
    """
    mine = asyncio.get_running_loop().time() + seconds
    outer = _ends_at.get()
    reset = _ends_at.set(mine if outer is None else min(mine, outer))
    try:
        yield
    finally:
        _ends_at.reset(reset)


def time_left(at_most: float) -> float:
    """Seconds until the deadline that holds here, and no more than `at_most`; 0 when it has passed."""
    ends_at = _ends_at.get()
    return at_most if ends_at is None else max(0.0, min(at_most, ends_at - asyncio.get_running_loop().time()))
