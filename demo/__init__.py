"""A complete demo clinic: clinic.yaml, and an EHR full of patients and calendars around the day it starts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from demo.seed import CLINIC_FOLDER, demo_resources, demo_settings

DEMO_NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("America/New_York"))
"""The usual pinned start of demos, tests and evals: a Monday morning."""

__all__ = ["CLINIC_FOLDER", "DEMO_NOW", "demo_resources", "demo_settings"]
