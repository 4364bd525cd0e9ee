"""A complete demo clinic: clinic.yaml, and an EHR full of patients and calendars around the day it starts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from demo.known_visits import LAST_OF_DAY, LAST_SLOT, LastTime
from demo.seed import CLINIC_FOLDER, demo_resources, demo_settings
from demo.visits import last_time

DEMO_NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("America/New_York"))
"""The usual pinned start of demos, tests and evals: a Monday morning."""

__all__ = [
    "CLINIC_FOLDER",
    "DEMO_NOW",
    "LAST_OF_DAY",
    "LAST_SLOT",
    "LastTime",
    "demo_resources",
    "demo_settings",
    "last_time",
]
