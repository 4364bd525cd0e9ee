"""The kinds of requests: one small folder each where there is something to look up or to write."""

from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.message import CALL_BACK, MESSAGE
from graph.requests.kinds.out_of_policy import OUT_OF_POLICY
from graph.requests.kinds.records import RECORDS
from graph.requests.kinds.referral import REFERRAL
from graph.requests.kinds.refill import REFILL
from graph.requests.kinds.results import RESULTS

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        REFILL,
        REFERRAL,
        OUT_OF_POLICY,
        RESULTS,
        RECORDS,
        MESSAGE,
        CALL_BACK,
    )
}


def kind_of(name: str) -> Kind:
    """The kind by its name; what has no folder is for people to see to, and stays in our records."""
    return KINDS.get(name) or Kind(name)


__all__ = ["KINDS", "Effect", "Kind", "kind_of"]
