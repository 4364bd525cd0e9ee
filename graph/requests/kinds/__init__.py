"""The kinds of requests: one small folder each where there is something to look up or to write."""

from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.out_of_policy import OUT_OF_POLICY
from graph.requests.kinds.referral import REFERRAL
from graph.requests.kinds.refill import REFILL

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        REFILL,
        REFERRAL,
        OUT_OF_POLICY,
        Kind("records", filed_as="records"),
        Kind("message_care_team", filed_as="message"),
        Kind("results", filed_as="message"),
        Kind("urgent_callback", filed_as="message"),
    )
}


def kind_of(name: str) -> Kind:
    """The kind by its name; what has no folder is for people to see to, and stays in our records."""
    return KINDS.get(name) or Kind(name)


__all__ = ["KINDS", "Effect", "Kind", "kind_of"]
