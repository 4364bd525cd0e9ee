"""Rules of text messages: what the law makes of a word, when and how often one may write, what fits into a message."""

from clinic.messaging.keywords import Answer, Keyword, answer_of, keyword_of
from clinic.messaging.limits import Purpose, earliest, is_over_cap, may_disturb_at, zones_of
from clinic.messaging.segments import fitted, plain, segments
from clinic.messaging.statuses import DeliveryState, moves_on

__all__ = [
    "Answer",
    "DeliveryState",
    "Keyword",
    "Purpose",
    "answer_of",
    "earliest",
    "fitted",
    "is_over_cap",
    "keyword_of",
    "may_disturb_at",
    "moves_on",
    "plain",
    "segments",
    "zones_of",
]
