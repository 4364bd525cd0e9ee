"""What people decide: kinds of requests, who may decide what, decisions as values, and when they are due."""

from clinic.requests.deadlines import due_at
from clinic.requests.decisions import Action, Decision, InvalidDecision
from clinic.requests.rules import KindRules, rules_of
from clinic.requests.staff import ROLES, Staff, why_not
from clinic.requests.status import DECIDABLE, OPEN, Status
from clinic.settings.requests import StaffRole

__all__ = [
    "DECIDABLE",
    "OPEN",
    "ROLES",
    "Action",
    "Decision",
    "InvalidDecision",
    "KindRules",
    "Staff",
    "StaffRole",
    "Status",
    "due_at",
    "rules_of",
    "why_not",
]
