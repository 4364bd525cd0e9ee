"""Booked visits with how their patients are reached, page by page: what outreach reads."""

from collections.abc import Iterable
from datetime import datetime

from clinic.care import DueVisit
from tools.ehr.arguments import InvalidArgument, an_instant, is_fhir_id
from tools.ehr.chart_results import VisitsDue
from tools.ehr.port import VisitRecord
from tools.fhir_client import FhirClient, Resource
from tools.vendors.fhir.patients import patient_record
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.visit_reader import VisitReader

_DUE = ("booked", "pending")
_PAGE = 100
_Place = tuple[datetime, str]
"""Start and id of a visit: an order in which nothing is met twice and nothing left out, whatever is booked meanwhile."""


class DueVisits:
    """The visits of one FHIR server. Methods raise FhirFailure."""

    def __init__(self, fhir: FhirClient, visits: VisitReader, country: str) -> None:
        self._fhir = fhir
        self._visits = visits
        self._country = country

    async def page(self, start: datetime, end: datetime, page: str, limit: int) -> VisitsDue:
        """At most `limit` visits behind the place that `page` names. Raises InvalidArgument for no such place.

        Patients who died or whose record is out of use are left out: nothing is ever sent to them.
        """
        after = _place(page)
        records = await self._behind(after, max(start, after[0]) if after else start, end, limit)
        chosen, more = records[:limit], len(records) > limit
        due = await self._with_patients(chosen)
        last = chosen[-1].appointment if more else None
        return VisitsDue(visits=due, next_page=f"{instant(last.start)}~{last.id}" if last else "")

    async def _behind(
        self, after: _Place | None, start: datetime, end: datetime, limit: int
    ) -> list[VisitRecord]:
        """In order, at least one more than `limit` where there are so many.

        Some servers cut an answer at `_count` and name no next page: a full last page is gone on from where it ends.
        """
        found: dict[str, VisitRecord] = {}
        since = start
        while True:
            last, is_cut = since, False
            async for page, is_last in self._fhir.pages("Appointment", _wanted(since, end)):
                records = [record for each in page if (record := await self._visits.record(each))]
                # Checked again: not every server minds every parameter.
                found |= {
                    each.appointment.id: each
                    for each in records
                    if each.appointment.status in _DUE
                    and start <= _start(each) < end
                    and (after is None or _place_of(each) > after)
                }
                last = max(map(_start, records), default=last)
                in_order = sorted(found.values(), key=_place_of)
                # Those that start together come in no particular order: read on until all of them are there.
                if len(in_order) > limit and last > _start(in_order[limit]):
                    return in_order
                is_cut = is_last and len(page) >= _PAGE and last > since
            if not is_cut:
                return in_order
            since = last

    async def _with_patients(self, records: Iterable[VisitRecord]) -> tuple[DueVisit, ...]:
        ids = sorted({each.patient_id for each in records})
        if not ids:
            return ()
        found = await self._fhir.search("Patient", [("_id", ",".join(ids)), ("_count", str(len(ids)))])
        patients = {each["id"]: each for each in found}
        return tuple(
            due
            for each in records
            if each.patient_id in patients and (due := self._due(each, patients[each.patient_id]))
        )

    def _due(self, visit: VisitRecord, resource: Resource) -> DueVisit | None:
        record = patient_record(resource, self._country)
        if record is None or not record.active or record.deceased:
            return None
        emails = (
            each.get("value", "")
            for each in resource.get("telecom", ())
            if each.get("system") == "email" and each.get("use") != "old"
        )
        return DueVisit(
            appointment=visit.appointment,
            patient_id=visit.patient_id,
            first_name=record.patient.first_name,
            last_name=record.patient.last_name,
            language=record.patient.language,
            phones=record.patient.phones,
            email=next(emails, ""),
            birth_date=record.patient.birth_date,
            booked_at=_booked_at(visit),
        )


def _wanted(since: datetime, end: datetime) -> list[tuple[str, str]]:
    """The search for booked visits that start in [since, end)."""
    return [
        ("date", f"ge{instant(since)}"),
        ("date", f"lt{instant(end)}"),
        ("status", ",".join(_DUE)),
        ("_sort", "date"),
        ("_count", str(_PAGE)),
    ]


def _start(record: VisitRecord) -> datetime:
    return record.appointment.start


def _booked_at(record: VisitRecord) -> datetime | None:
    """Appointment.created, where it is an instant and not a day alone."""
    try:
        made = datetime.fromisoformat(record.record.get("created", ""))
    except ValueError:
        return None
    return made if made.tzinfo else None


def _place_of(record: VisitRecord) -> _Place:
    return record.appointment.start, record.appointment.id


def _place(page: str) -> _Place | None:
    if not page:
        return None
    start, _, visit_id = page.partition("~")
    at = an_instant("page", start)
    if at is None or not is_fhir_id(visit_id):
        raise InvalidArgument("page: is not as an earlier answer named it")
    return at, visit_id
