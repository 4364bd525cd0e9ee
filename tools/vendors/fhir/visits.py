"""Appointments as plain FHIR R4 keeps them: made, moved, cancelled and read as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from clinic.models import Appointment
from clinic.settings import ClinicSettings
from tools.ehr.port import Placement, VisitRecord, Workplace
from tools.fhir_client import Resource, version_of
from tools.vendors.fhir.identifiers import (
    APPOINTMENT,
    CANCELLATION,
    CONFIRMATION,
    LEFT_SLOT,
    MOVE,
    OVERBOOKED,
    id_of,
    identifier,
    values,
)
from tools.vendors.fhir.slot_records import instant

_STATUSES = frozenset(get_args(Appointment.model_fields["status"].annotation))
CANCELLED_BY_PATIENT = {
    "system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason",
    "code": "pat",
}


def visit_record(resource: Resource, workplace: Workplace, settings: ClinicSettings) -> VisitRecord | None:
    """None for what is no visit to talk about: no time yet, no patient, entered in error, on a waitlist."""
    if resource["status"] not in _STATUSES or "start" not in resource or "end" not in resource:
        return None
    actors = [participant.get("actor", {}) for participant in resource.get("participant", ())]
    patient = _actor(actors, "Patient")
    if patient is None:
        return None
    directory = workplace.directory
    clinician_id, clinician_name = _named(
        actors, "Practitioner", {each.id: each.name for each in directory.clinicians}
    )
    site_id, site_name = _named(actors, "Location", {each.id: each.name for each in directory.sites})
    return VisitRecord(
        appointment=Appointment(
            id=resource["id"],
            version=version_of(resource),
            status=resource["status"],
            visit_type=visit_type_of(resource, settings),
            start=datetime.fromisoformat(resource["start"]),
            end=datetime.fromisoformat(resource["end"]),
            clinician_id=clinician_id,
            clinician_name=clinician_name,
            site_id=site_id,
            site_name=site_name,
            confirmed=bool(values(resource, CONFIRMATION)),
        ),
        patient_id=patient[0],
        slot_ids=tuple(id_of(slot["reference"]) for slot in resource.get("slot", ())),
        keys=frozenset(values(resource, APPOINTMENT, MOVE, CANCELLATION)),
        left_slot_ids=tuple(
            id_of(each["valueReference"]["reference"])
            for each in resource.get("extension", ())
            if each.get("url") == LEFT_SLOT
        ),
        record=resource,
    )


def new_visit(
    patient_id: str,
    at: Placement,
    reason: str,
    key: str,
    now: datetime,
    workplace: Workplace,
    settings: ClinicSettings,
    *,
    is_beside: bool = False,
) -> Resource:
    """The booked Appointment. `reason` is in the patient's own words; `is_beside`: others hold its time, too."""
    visit_type = settings.visit_types[at.visit_type]
    name = visit_type.name.get("en") or next(iter(visit_type.name.values()))
    appointment: Resource = {
        "resourceType": "Appointment",
        "identifier": [
            identifier(APPOINTMENT, key),
            *([identifier(OVERBOOKED, key)] if is_beside else []),
        ],
        "status": "booked",
        "serviceType": [{"coding": [{"code": visit_type.service_type}], "text": name}],
        "description": name,
        "created": instant(now),
        "participant": [
            _participant(f"Patient/{patient_id}"),
            *_representative(at),
            *_places(at, workplace),
        ],
        **_timing(at),
    }
    return appointment | ({"reasonCode": [{"text": reason}]} if reason else {})


def moved_visit(visit: VisitRecord, to: Placement, key: str, workplace: Workplace) -> Resource:
    """The Appointment at its new time; the slots it leaves are kept in it until they are surely free.

    That the patient would come at the old time says nothing of the new one. A visit that stood beside others leaves
    times that are theirs.
    """
    record = dict(visit.record)
    kept = [
        each for each in record.get("identifier", ()) if each.get("system") not in (CONFIRMATION, OVERBOOKED)
    ]
    others = [
        participant
        for participant in record.get("participant", ())
        if participant.get("actor", {}).get("reference", "").rpartition("/")[0]
        not in ("Practitioner", "Location", *(("RelatedPerson",) if to.asked_by else ()))
    ]
    extensions = [each for each in record.get("extension", ()) if each.get("url") != LEFT_SLOT]
    own = () if is_beside_others(visit) else visit.slot_ids
    left = [{"url": LEFT_SLOT, "valueReference": {"reference": f"Slot/{each}"}} for each in own]
    kept_extensions = [*extensions, *left]
    bare = {name: value for name, value in record.items() if name != "extension"}
    return (
        bare
        | ({"extension": kept_extensions} if kept_extensions else {})
        | {
            "identifier": [*kept, identifier(MOVE, key)],
            "participant": [*others, *_representative(to), *_places(to, workplace)],
            **_timing(to),
        }
    )


def is_beside_others(visit: VisitRecord) -> bool:
    """Whether it stands on times that other visits hold: leaving them frees none but what it claimed itself."""
    return bool(values(visit.record, OVERBOOKED))


def cancelled_visit(visit: VisitRecord, reason: str, key: str) -> Resource:
    why: Resource = {"coding": [CANCELLED_BY_PATIENT]} | ({"text": reason} if reason else {})
    return dict(visit.record) | {
        "identifier": [*visit.record.get("identifier", ()), identifier(CANCELLATION, key)],
        "status": "cancelled",
        "cancelationReason": why,
    }


def confirmed_visit(visit: VisitRecord, key: str) -> Resource:
    """The patient has accepted; a pending visit that nobody else is asked about is booked by that."""
    participants = [
        each | ({"status": "accepted"} if "Patient/" in each.get("actor", {}).get("reference", "") else {})
        for each in visit.record.get("participant", ())
    ]
    is_agreed = all(each["status"] == "accepted" for each in participants)
    status = visit.record["status"]
    return dict(visit.record) | {
        "identifier": [*visit.record.get("identifier", ()), identifier(CONFIRMATION, key)],
        "status": "booked" if status == "pending" and is_agreed else status,
        "participant": participants,
    }


def _timing(at: Placement) -> Resource:
    return {
        "start": instant(at.start),
        "end": instant(at.end),
        "minutesDuration": int((at.end - at.start).total_seconds() // 60),
        "slot": [{"reference": f"Slot/{each.id}"} for each in at.times],
    }


def _representative(at: Placement) -> list[Resource]:
    """Who asked in the patient's place: the visit is theirs to hear of, too."""
    who = at.asked_by
    return [_participant(f"RelatedPerson/{who.id}", f"{who.first_name} {who.last_name}")] if who else []


def _places(at: Placement, workplace: Workplace) -> list[Resource]:
    clinician = next(each for each in workplace.directory.clinicians if each.key == at.clinician_key)
    site = next(each for each in workplace.directory.sites if each.key == at.site_key)
    return [
        _participant(f"Practitioner/{clinician.id}", clinician.name),
        _participant(f"Location/{site.id}", site.name),
    ]


def _participant(reference: str, display: str = "") -> Resource:
    actor = {"reference": reference} | ({"display": display} if display else {})
    return {"actor": actor, "status": "accepted"}


def visit_type_of(resource: Resource, settings: ClinicSettings) -> str:
    """Its key in clinic.yaml, or "" when the service type is none of ours."""
    codes = {
        coding.get("code") for each in resource.get("serviceType", ()) for coding in each.get("coding", ())
    }
    return next((key for key, each in settings.visit_types.items() if each.service_type in codes), "")


def _actor(actors: list[Resource], resource_type: str) -> tuple[str, str] | None:
    """Id and display of the first participant of this type."""
    for actor in actors:
        reference = actor.get("reference", "")
        if f"{resource_type}/" in reference:
            return id_of(reference), actor.get("display", "")
    return None


def _named(actors: list[Resource], resource_type: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Id and name of the first participant of this type: the clinic's name for them, else the EHR's; else empty."""
    actor_id, display = _actor(actors, resource_type) or ("", "")
    return actor_id, names.get(actor_id, display)
