"""What the clinic says of itself: structured facts of clinic.yaml, and its documents, cited."""

from knowledge.answering import Answer, Quote, spoken
from knowledge.asking import Knowledge, Noted, Outcome
from knowledge.facts import FactFound, find_facts
from knowledge.search import Asked
from knowledge.structured import HoursOn, PlanAnswer, Structured, WeekHours, sites_named, structured

__all__ = [
    "Answer",
    "Asked",
    "FactFound",
    "HoursOn",
    "Knowledge",
    "Noted",
    "Outcome",
    "PlanAnswer",
    "Quote",
    "Structured",
    "WeekHours",
    "find_facts",
    "sites_named",
    "spoken",
    "structured",
]
