"""What stand-ins of vendors' EHRs share: a practice's people, calendars and visits, and faults on the wire."""

from evals.standins.practice.book import Book, Change, Person, Place, Staff, Stretch, Visit
from evals.standins.practice.faults import Faults
from evals.standins.practice.loading import load_practice
from evals.standins.practice.running import running_app

__all__ = [
    "Book",
    "Change",
    "Faults",
    "Person",
    "Place",
    "Staff",
    "Stretch",
    "Visit",
    "load_practice",
    "running_app",
]
