"""All that stands in the demo's EHR at the start, as FHIR R4 resources: the same for the same anchor."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from clinic.settings import ClinicSettings, load_clinic
from demo.calendars import Calendars
from demo.charts import chart_resources
from demo.organization import organization_resources
from demo.patients import demo_people, patient_resources
from demo.refill_charts import refill_chart_resources
from demo.visits import place_visits

CLINIC_FOLDER = Path(__file__).parent
"""Holds the demo's clinic.yaml."""


def demo_resources(anchor: date) -> list[dict[str, Any]]:
    """The demo EHR around a local date: calendars from a week before the Monday of its week to five after.

    In an order in which a reference is to a resource before it. Times carry the clinic's offset.
    """
    settings = demo_settings()
    people = demo_people()
    calendars = Calendars(settings, anchor)
    visits = place_visits(calendars, people)
    return [
        *organization_resources(settings),
        *patient_resources(people),
        *calendars.resources(),
        *(visit.resource(settings, anchor) for visit in visits),
        *chart_resources(settings, anchor, people, visits),
        *refill_chart_resources(anchor),
    ]


@cache
def demo_settings() -> ClinicSettings:
    """The demo's clinic.yaml, loaded once."""
    return load_clinic(CLINIC_FOLDER)
