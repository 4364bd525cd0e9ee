"""A refill: which prescription is meant, what the protocol says of it, and the order that an approval writes."""

from graph.requests.kinds.kind import Kind
from graph.requests.kinds.refill.check import check
from graph.requests.kinds.refill.order import apply
from graph.requests.kinds.refill.standing import standing_order

REFILL = Kind(
    "refill", filed_as="refill", check=check, apply=apply, approved_already=standing_order, by_people=False
)
