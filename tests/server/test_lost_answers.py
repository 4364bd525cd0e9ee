"""What counts as done when a write's answer was lost: the visit exactly as it was wanted, and nothing like it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from clinic.models import Appointment
from server.lost_answers import found_done
from tools.ehr.port import VisitRecord

NINE = datetime(2026, 3, 9, 13, tzinfo=UTC)
LATER = NINE + timedelta(hours=3)
WANTED = f"{NINE.isoformat()} Dr. Osei"


def visit(
    id_: str, start: datetime, status: str = "booked", who: str = "Dr. Osei", patient: str = "maria"
) -> VisitRecord:
    appointment = Appointment(
        id=id_,
        start=start,
        end=start + timedelta(minutes=20),
        status=status,
        clinician_id="o",
        clinician_name=who,
        site_id="m",
        site_name="Main Street",
        visit_type="follow_up",
        version="1",
    )
    return VisitRecord(appointment, patient)


def ehr(*visits: VisitRecord) -> SimpleNamespace:
    async def visits_of(_patient_id: str, since: datetime) -> list[VisitRecord]:
        return [each for each in visits if each.appointment.start >= since]

    async def one(appointment_id: str) -> VisitRecord | None:
        return next((each for each in visits if each.appointment.id == appointment_id), None)

    return SimpleNamespace(visits=visits_of, visit=one)


@pytest.mark.parametrize(
    ("task", "appointment", "in_the_ehr", "found"),
    [
        ("book", "", [visit("new", NINE)], "new"),
        ("book", "", [], None),
        ("book", "", [visit("other", LATER)], None),
        ("book", "", [visit("other", NINE, who="Dr. Kim")], None),
        ("book", "", [visit("other", NINE, "cancelled")], None),
        ("book", "", [visit("other", NINE, patient="grace")], None),
        ("reschedule", "old", [visit("old", NINE)], "old"),
        ("reschedule", "old", [visit("old", LATER)], None),
        ("reschedule", "old", [visit("old", LATER, "cancelled"), visit("new", NINE)], "new"),
        ("reschedule", "old", [visit("old", LATER), visit("new", NINE)], None),
        ("cancel_appointment", "old", [visit("old", LATER, "cancelled")], "old"),
        ("cancel_appointment", "old", [visit("old", LATER)], None),
        ("cancel_appointment", "old", [visit("old", LATER, "cancelled", patient="grace")], None),
        ("cancel_appointment", "old", [], None),
        ("refill", "", [visit("new", NINE)], None),
    ],
)
async def test_only_what_was_wanted_counts(
    task: str, appointment: str, in_the_ehr: list[VisitRecord], found: str | None
) -> None:
    told = {
        "task": task,
        "patient_id": "maria",
        "wanted": WANTED,
        "appointment": f"{appointment} {LATER.isoformat()}" if appointment else None,
    }
    done = await found_done(ehr(*in_the_ehr), told)  # type: ignore[arg-type]
    assert (done.id if done else None) == found
