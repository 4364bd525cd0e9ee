"""The small clinic that these tests seed the store with, and how they read its answers."""

from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tools.fhir_store import FhirStore

CLINIC_ZONE = ZoneInfo("America/New_York")


def slot(id_: str, start: str, end: str, schedule: str = "osei", status: str = "free") -> dict[str, Any]:
    service = {"coding": [{"system": "urn:clinic:visit-type", "code": "follow-up"}]}
    return {
        "resourceType": "Slot",
        "id": id_,
        "schedule": {"reference": f"Schedule/{schedule}"},
        "status": status,
        "start": start,
        "end": end,
        "serviceType": [service],
    }


def patient(id_: str, given: str, family: str, born: str, phone: str, mrn: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": id_,
        "active": True,
        "identifier": [{"system": "urn:clinic:mrn", "value": mrn}],
        "name": [{"family": family, "given": [given]}],
        "telecom": [
            {"system": "phone", "value": phone},
            {"system": "email", "value": f"{given}@example.org"},
        ],
        "birthDate": born,
    }


def appointment(patient_id: str = "maria", slot_id: str = "mon-9", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "start": "2026-03-02T14:00:00Z",
        "end": "2026-03-02T14:20:00Z",
        "slot": [{"reference": f"Slot/{slot_id}"}],
        "participant": [
            {"actor": {"reference": f"Patient/{patient_id}"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/osei"}, "status": "accepted"},
        ],
        **more,
    }


def small_clinic() -> list[dict[str, Any]]:
    def schedule(id_: str, who: str) -> dict[str, Any]:
        actors = [{"reference": f"Practitioner/{who}"}, {"reference": "Location/main"}]
        return {"resourceType": "Schedule", "id": id_, "actor": actors}

    return [
        {"resourceType": "Location", "id": "main", "name": "Main Street", "status": "active"},
        {"resourceType": "Practitioner", "id": "osei", "name": [{"family": "Osei", "given": ["Ama"]}]},
        {"resourceType": "Practitioner", "id": "lund", "name": [{"family": "Lund", "given": ["Per"]}]},
        schedule("osei", "osei"),
        schedule("lund", "lund"),
        slot("mon-9", "2026-03-02T09:00:00-05:00", "2026-03-02T09:20:00-05:00"),
        slot("mon-10", "2026-03-02T10:00:00-05:00", "2026-03-02T10:20:00-05:00", status="busy"),
        slot("mon-21", "2026-03-02T21:00:00-05:00", "2026-03-02T21:20:00-05:00", "lund"),
        slot("tue-9", "2026-03-03T09:00:00-05:00", "2026-03-03T09:20:00-05:00", "lund"),
        patient("maria", "María", "García-López", "1984-03-14", "+1 (555) 010-0001", "A1"),
        patient("mario", "Mario", "Garcia", "1984-03-15", "+15550100002", "A2"),
        patient("ann", "Ann", "Osei", "1990-12-31", "+15550100003", "A3"),
        appointment(id="visit-1"),
    ]


def client_of(store: FhirStore, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=store.app)
    return httpx.AsyncClient(transport=transport, base_url="http://ehr/fhir/", headers=headers)


async def ids(client: httpx.AsyncClient, query: str) -> list[str]:
    """The ids that a search finds, in order."""
    answer = await client.get(query)
    assert answer.status_code == 200, answer.text
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


def problem(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status, issue code and places of a refusal."""
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome"
    issue = body["issue"][0]
    return answer.status_code, issue["code"], issue.get("expression", [])
