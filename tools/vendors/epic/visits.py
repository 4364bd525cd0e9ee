"""Appointments in Epic: read in R4, made by STU3 `$book`, cancelled and moved by the customer's calls if any.

Shapes: https://fhir.epic.com/Specifications?api=841 as used by Penn-Medicine-CHCI/cobalt-api (DefaultEpicClient).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from clinic.settings import ClinicSettings
from tools.ehr.port import FreeTime, Placement, Purpose, VisitRecord
from tools.fhir_client import FhirClient, FhirFailure, NotFound, Rejected, Resource, VersionConflict
from tools.fhir_client.exchange import Call
from tools.vendors.epic.access import EpicAccess
from tools.vendors.epic.configured_calls import Configurable, ConfiguredCall
from tools.vendors.epic.directory import code_of
from tools.vendors.epic.exchange import REFERENCE_NOT_FOUND, EpicExchange, EpicRefusal
from tools.vendors.epic.offers import OfferBook, calendar_of, time_id
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.visits import visit_record
from tools.vendors.rest import KeptRoster, Roster, TimeId

_CSN = ".698084.8"
"""End of the identifier system of contact serial numbers, whatever the installation."""
_JSON = {"Content-Type": "application/fhir+json"}
_LONGEST_NOTE = 500


class EpicVisits:
    """A vendor's calls, as `tools.vendors.rest.Scheduling` wants them."""

    def __init__(
        self,
        exchange: EpicExchange,
        fhir: FhirClient,
        roster: KeptRoster,
        offers: OfferBook,
        settings: ClinicSettings,
        access: EpicAccess,
    ) -> None:
        self._exchange = exchange
        self._fhir = fhir
        self._roster = roster
        self._offers = offers
        self._settings = settings
        self._access = access

    async def start_of(self, time: TimeId) -> datetime:
        return time.start((await self._roster.read()).zone_of(time.calendar.site))

    async def visits(
        self, patient_id: str, since: datetime, until: datetime | None = None
    ) -> list[VisitRecord]:
        """Visits that start at or after `since` (and before `until`), soonest first, whatever their status.

        Surgeries are another category and none of a front office's business.
        """
        wanted = [
            ("patient", patient_id),
            ("service-category", "appointment"),
            ("date", f"ge{instant(since)}"),
            *([("date", f"lt{instant(until)}")] if until else []),
            ("_count", "100"),
        ]
        roster = await self._roster.read()
        found = await self._fhir.search("Appointment", wanted)
        records = [record for each in found if (record := self._record(each, roster))]
        inside = [
            each
            for each in records
            if each.patient_id == patient_id
            and each.appointment.start >= since
            and (until is None or each.appointment.start < until)
        ]
        return sorted(inside, key=lambda record: record.appointment.start)

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        try:
            resource = await self._fhir.read("Appointment", appointment_id)
        except NotFound:
            return None
        return self._record(resource, await self._roster.read())

    async def take(self, patient_id: str, at: Placement, reason: str) -> None:
        """Book the offer that the placement was made of.

        An id that Epic no longer knows is asked for anew, once: offers are given other ids all the time. What is not
        offered any more, somebody else has. Raises FhirFailure; VersionConflict when somebody was faster.
        """
        (time,) = at.times
        for _ in range(2):
            try:
                await self._book(patient_id, time, reason)
                return
            except (Rejected, NotFound) as refusal:
                again = await self._still_offered(time, Purpose(at.visit_type, patient_id))
                if again is None:
                    raise VersionConflict(refusal.message, http_status=refusal.http_status) from refusal
                if not _forgotten(refusal):
                    raise
                time = again
        raise VersionConflict("Epic forgot an offer twice.")

    async def reschedule(self, visit: VisitRecord, to: Placement) -> None:
        roster = await self._roster.read()
        values = {
            "start": instant(to.start),
            "practitioner": roster.clinicians[to.clinician_key].id,
            "location": roster.sites[to.site_key],
        }
        await self._configured("reschedule_appointment", visit, values)

    async def drop(self, visit: VisitRecord, reason: str) -> None:
        await self._configured("cancel_appointment", visit, {"reason": reason})

    async def _book(self, patient_id: str, time: FreeTime, reason: str) -> None:
        parameters: list[dict[str, Any]] = [
            {"name": "patient", "valueIdentifier": {"value": patient_id}},
            {"name": "appointment", "valueIdentifier": {"value": time.record["id"]}},
        ]
        if reason:
            parameters.append({"name": "appointmentNote", "valueString": reason[:_LONGEST_NOTE]})
        content = orjson.dumps({"resourceType": "Parameters", "parameter": parameters})
        url = f"{self._access.stu3_url}/Appointment/$book"
        await self._exchange.send(
            Call("POST", url, "Appointment", "$book", writes=True, content=content, headers=_JSON)
        )

    async def _still_offered(self, time: FreeTime, purpose: Purpose) -> FreeTime | None:
        return next(iter(await self._offers.read([time.id], purpose)), None)

    async def _configured(
        self, operation: Configurable, visit: VisitRecord, values: Mapping[str, str]
    ) -> None:
        call: ConfiguredCall = self._access.calls[operation]
        known = {
            "patient": visit.patient_id,
            "appointment": visit.appointment.id,
            "csn": contact_serial_number(visit.record),
            **values,
        }
        await self._exchange.send(
            Call(
                "POST",
                call.url,
                "Appointment",
                operation,
                writes=True,
                content=orjson.dumps(call.filled(known)),
                headers={"Content-Type": "application/json"},
            )
        )

    def _record(self, resource: Resource, roster: Roster) -> VisitRecord | None:
        """Epic keeps no versions: what the visit says is its version. It holds the one time of its start."""
        versioned = {**resource, "meta": {**resource.get("meta", {}), "versionId": fingerprint(resource)}}
        record = visit_record(versioned, roster.workplace, self._settings)
        if record is None:
            return None
        place = calendar_of(resource, roster)
        slot_ids = (time_id(place, record.appointment.start, roster),) if place else ()
        visit_type = record.appointment.visit_type or self._visit_type(resource)
        appointment = record.appointment.model_copy(update={"visit_type": visit_type})
        return replace(record, appointment=appointment, slot_ids=slot_ids)

    def _visit_type(self, resource: Resource) -> str:
        """Where clinic.yaml writes a visit type with its system (`system|code`)."""
        codes = {
            coding.get("code")
            for each in resource.get("serviceType", ())
            for coding in each.get("coding", ())
        }
        kinds = self._settings.visit_types.items()
        return next((key for key, each in kinds if code_of(each.service_type) in codes), "")


def _forgotten(refusal: FhirFailure) -> bool:
    """Whether it is the offer's id that Epic does not know."""
    return isinstance(refusal, NotFound) or (
        isinstance(refusal, EpicRefusal) and REFERENCE_NOT_FOUND in refusal.codes
    )


def fingerprint(resource: Mapping[str, Any]) -> str:
    """Changes with when, where, with whom and whether an appointment is."""
    told = {name: resource.get(name) for name in ("status", "start", "end", "participant")}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def contact_serial_number(resource: Mapping[str, Any]) -> str:
    identifiers = resource.get("identifier", ())
    return next((each["value"] for each in identifiers if each.get("system", "").endswith(_CSN)), "")
