"""What the clinic says of itself: facts from clinic.yaml, found by a patient's question."""

from knowledge.facts import FactFound, HoursOn, PlanAnswer, find_answers

__all__ = ["FactFound", "HoursOn", "PlanAnswer", "find_answers"]
