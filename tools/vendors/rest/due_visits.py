"""Booked visits with how their patients are reached, page by page, from a vendor's own lists of appointments."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from clinic.care import DueVisit
from tools.ehr.arguments import InvalidArgument
from tools.ehr.chart_results import VisitsDue
from tools.ehr.port import PatientRecord, VisitRecord


class DueVisits:
    """`booked` lists the visits of all patients that start from one instant up to another; `patient` reads one record."""

    def __init__(
        self,
        booked: Callable[[datetime, datetime], Awaitable[list[VisitRecord]]],
        patient: Callable[[str], Awaitable[PatientRecord | None]],
    ) -> None:
        self._booked = booked
        self._patient = patient

    async def page(self, start: datetime, end: datetime, page: str, limit: int) -> VisitsDue:
        """Up to `limit` visits in [start, end), by start. `page` names the last one told: what changes meanwhile
        neither doubles nor hides others. Raises FhirFailure, InvalidArgument."""
        since, last_id = _place(page) if page else (start, "")
        listed = [
            each
            for each in await self._booked(max(start, since), end)
            if each.appointment.status == "booked" and _key(each) > (since, last_id)
        ]
        told = sorted(listed, key=_key)[:limit]
        ids = list(dict.fromkeys(each.patient_id for each in told))
        records = dict(zip(ids, await asyncio.gather(*map(self._patient, ids)), strict=True))
        return VisitsDue(
            visits=tuple(
                _due(each, record)
                for each in told
                if (record := records[each.patient_id]) and record.active and not record.deceased
            ),
            next_page=_named(told[-1]) if len(listed) > limit else "",
        )


def _key(visit: VisitRecord) -> tuple[datetime, str]:
    return visit.appointment.start, visit.appointment.id


def _named(visit: VisitRecord) -> str:
    return f"{visit.appointment.start.isoformat()}|{visit.appointment.id}"


def _place(page: str) -> tuple[datetime, str]:
    instant, _, last_id = page.partition("|")
    try:
        since = datetime.fromisoformat(instant)
    except ValueError:
        raise InvalidArgument("page: is none that was named") from None
    if since.tzinfo is None:
        raise InvalidArgument("page: is none that was named")
    return since, last_id


def _due(visit: VisitRecord, record: PatientRecord) -> DueVisit:
    patient = record.patient
    return DueVisit(
        appointment=visit.appointment,
        patient_id=visit.patient_id,
        first_name=patient.first_name,
        last_name=patient.last_name,
        language=patient.language,
        phones=patient.phones,
        birth_date=patient.birth_date,
    )
