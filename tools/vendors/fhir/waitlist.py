"""Waiting for a time: an Appointment of status `waitlist`, one a patient and visit type."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from clinic.care import WaitlistEntry
from clinic.settings import ClinicSettings
from tools.ehr.chart_port import WaitlistWish
from tools.ehr.chart_results import LeftWaitlist, OnWaitlist
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, LostAnswer, Resource, VersionConflict
from tools.vendors.fhir.identifiers import CANCELLATION, WAITLIST, id_of, identifier, values
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.visits import CANCELLED_BY_PATIENT, visit_type_of
from tools.vendors.fhir.writing import begun, create_once


class Waitlist:
    """The waitlist of one FHIR server. Methods raise FhirFailure."""

    def __init__(self, fhir: FhirClient, settings: ClinicSettings) -> None:
        self._fhir = fhir
        self._settings = settings

    async def join(
        self, patient_id: str, wish: WaitlistWish, key: str, now: datetime
    ) -> OnWaitlist | Refused:
        """A patient who waits for such a visit already has the wish replaced."""
        entries = await self._entries(patient_id, wish.visit_type)
        wanted = self._entry(patient_id, wish, key, now)
        if not entries:
            made = await create_once(self._fhir, wanted, WAITLIST, key)
            if _patient_id(made) != patient_id:
                return Refused(code="not_allowed", detail="the key belongs to another patient's entry")
            if made["status"] != "waitlist":
                return Refused(code="changed_meanwhile", detail="left since")
            return OnWaitlist(entry=self._told(made))
        entry = entries[0]
        if key in values(entry, WAITLIST):
            return OnWaitlist(entry=self._told(entry))
        keys = [*entry.get("identifier", ()), identifier(WAITLIST, key)]
        try:
            changed = await self._fhir.update(
                {**wanted, "id": entry["id"], "meta": entry["meta"], "identifier": keys}
            )
        except VersionConflict:
            return Refused(code="changed_meanwhile")
        except LostAnswer:
            with begun():
                changed = await self._fhir.read("Appointment", entry["id"])
            if key not in values(changed, WAITLIST):
                raise
        return OnWaitlist(entry=self._told(changed))

    async def of_patient(self, patient_id: str) -> list[WaitlistEntry]:
        """Entries of the patient, soonest first; one without a period is none of ours to tell of."""
        entries = [each for each in await self._entries(patient_id, "") if each.get("requestedPeriod")]
        return sorted(map(self._told, entries), key=lambda entry: (entry.date_from, entry.id))

    async def leave(self, patient_id: str, visit_type: str, key: str) -> LeftWaitlist | Refused:
        """Withdraw the entries for a visit type, "" for all; those that an earlier try withdrew count as well."""
        left = [
            each
            for each in await self._search(patient_id, "cancelled")
            if key in values(each, CANCELLATION) and values(each, WAITLIST)
        ]
        for entry in await self._entries(patient_id, visit_type):
            try:
                with begun() if left else nullcontext():
                    await self._withdraw(entry, key)
            except VersionConflict:
                return Refused(code="changed_meanwhile")
            left.append(entry)
        types = [visit_type_of(each, self._settings) for each in left]
        return LeftWaitlist(visit_types=tuple(dict.fromkeys(types)))

    async def _withdraw(self, entry: Resource, key: str) -> None:
        keys = [*entry.get("identifier", ()), identifier(CANCELLATION, key)]
        why = {"coding": [CANCELLED_BY_PATIENT]}
        withdrawn = {**entry, "identifier": keys, "status": "cancelled", "cancelationReason": why}
        try:
            await self._fhir.update(withdrawn)
        except LostAnswer:
            with begun():
                now = await self._fhir.read("Appointment", entry["id"])
            if now["status"] != "cancelled":
                raise

    async def _entries(self, patient_id: str, visit_type: str) -> list[Resource]:
        return [
            each
            for each in await self._search(patient_id, "waitlist")
            if not visit_type or visit_type_of(each, self._settings) == visit_type
        ]

    async def _search(self, patient_id: str, status: str) -> list[Resource]:
        wanted = [("patient", f"Patient/{patient_id}"), ("status", status), ("_count", "100")]
        found = await self._fhir.search("Appointment", wanted)
        ours = [each for each in found if each["status"] == status and _patient_id(each) == patient_id]
        return sorted(ours, key=lambda each: str(each["id"]))

    def _entry(self, patient_id: str, wish: WaitlistWish, key: str, now: datetime) -> Resource:
        kind = self._settings.visit_types[wish.visit_type]
        name = kind.name.get("en") or next(iter(kind.name.values()))
        wished = [
            *(f"Practitioner/{each}" for each in wish.clinician_ids),
            *(f"Location/{each}" for each in wish.site_ids),
        ]
        entry: Resource = {
            "resourceType": "Appointment",
            "identifier": [identifier(WAITLIST, key)],
            "status": "waitlist",
            "serviceType": [{"coding": [{"code": kind.service_type}], "text": name}],
            "description": name,
            "minutesDuration": kind.minutes,
            "created": instant(now),
            "requestedPeriod": [{"start": instant(wish.start), "end": instant(wish.end)}],
            "participant": [
                {"actor": {"reference": f"Patient/{patient_id}"}, "status": "accepted"},
                *({"actor": {"reference": each}, "status": "needs-action"} for each in wished),
            ],
        }
        return entry | ({"comment": wish.note} if wish.note else {})

    def _told(self, entry: Resource) -> WaitlistEntry:
        period: Mapping[str, Any] = next(iter(entry.get("requestedPeriod", ())), {})
        zone = self._settings.zone
        start, end = (datetime.fromisoformat(period[name]).astimezone(zone) for name in ("start", "end"))
        return WaitlistEntry(
            id=entry["id"],
            visit_type=visit_type_of(entry, self._settings),
            date_from=start.date(),
            date_to=(end - timedelta(seconds=1)).date(),
            clinician_ids=_actors(entry, "Practitioner"),
            site_ids=_actors(entry, "Location"),
        )


def _actors(entry: Resource, resource_type: str) -> tuple[str, ...]:
    references = (each.get("actor", {}).get("reference", "") for each in entry.get("participant", ()))
    return tuple(id_of(each) for each in references if f"{resource_type}/" in each)


def _patient_id(entry: Resource) -> str:
    return next(iter(_actors(entry, "Patient")), "")
