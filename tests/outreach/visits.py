"""A clinic, its visits and its clock, as the rules of outreach see them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import demo
from clinic.care import DueVisit
from clinic.models import Appointment
from clinic.settings import ClinicSettings
from clinic.settings.outreach import Outreach

CLINIC = demo.demo_settings()
ZONE: ZoneInfo = CLINIC.zone
PHONE = "+12125550123"


def at(text: str) -> datetime:
    """ "2026-03-05 09:00" by the clinic's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def clinic_with(**outreach: Any) -> ClinicSettings:
    return CLINIC.model_copy(update={"outreach": Outreach.model_validate(outreach)})


def visit(start: datetime, *, id_: str = "visit-1", **more: Any) -> DueVisit:
    about = {"confirmed": more.pop("confirmed", False), "visit_type": more.pop("visit_type", "follow_up")}
    appointment = Appointment(
        id=id_,
        version="1",
        status="booked",
        start=start.astimezone(UTC),
        end=start.astimezone(UTC) + timedelta(minutes=20),
        clinician_id="p1",
        clinician_name="Dr. Ama Osei",
        site_id="s1",
        site_name="Main Street",
        **about,
    )
    given = {
        "patient_id": "maria",
        "first_name": "Maria",
        "last_name": "Alvarez",
        "language": "en",
        "phones": (PHONE,),
        "birth_date": date(1985, 3, 14),
        "booked_at": start.astimezone(UTC) - timedelta(days=14),
    }
    return DueVisit(appointment=appointment, **given | more)
