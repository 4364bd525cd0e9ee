"""Resources as read last, so that a server which sends ETags need not send them again: each use is asked for anew.

Nothing is used unasked: the server is shown the version (If-None-Match), and only where it says that this is still the
current one (304) is the copy taken. So no copy is ever older than the answer. Slots are not kept at all.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

import orjson

from tools.fhir_client.exchange import Answer, Resource

MOST = 256
"""Resources kept; the one used longest ago goes first."""
KEPT_FOR = 300.0
"""Seconds after which a copy is dropped: records of patients are not kept about without need."""
NEVER = frozenset({"Slot"})


class KeptReads:
    """Copies by path ("Patient/1"), as bytes: nobody who changes what they read changes the copy."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._copies: OrderedDict[str, tuple[str, bytes, float]] = OrderedDict()

    def condition(self, path: str) -> Mapping[str, str]:
        """The header that spares the server an answer that is known; none where no copy is at hand."""
        tag, _, kept_at = self._copies.get(path, ("", b"", 0.0))
        if not tag:
            return {}
        if self._monotonic() - kept_at > KEPT_FOR:
            del self._copies[path]
            return {}
        return {"If-None-Match": tag}

    def taken(self, path: str, answer: Answer) -> Resource | None:
        """The resource that the answer brings, or says to be unchanged; None where the copy has gone meanwhile."""
        if answer.is_unchanged:
            copy = self._copies.get(path)
            if copy is None:
                return None
            self._copies.move_to_end(path)
            resource: Resource = orjson.loads(copy[1])
            return resource
        tag = answer.headers.get("etag", "")
        self._copies.pop(path, None)
        if tag and path.partition("/")[0] not in NEVER:
            self._copies[path] = (tag, orjson.dumps(answer.body), self._monotonic())
            if len(self._copies) > MOST:
                self._copies.popitem(last=False)
        return answer.body
