"""A refill: which prescription is meant, what the record says of it, and the order that an approval writes."""

from graph.requests.kinds.kind import Kind
from graph.requests.kinds.refill.check import check
from graph.requests.kinds.refill.order import apply

REFILL = Kind("refill", filed_as="refill", check=check, apply=apply)
