"""Requests to the clinic's staff: a Task, with a resource that says what is asked where FHIR has one for it.

refill    Task on the MedicationRequest that is to be renewed (as in FHIR's Task example 3)
referral  ServiceRequest (draft proposal) and a Task on it
message   Communication and a Task on it
records   Task alone
"""

from datetime import datetime
from typing import get_args

from clinic.care import RequestKind, RequestState, RequestStatus
from tools.ehr.chart_port import NewRequest
from tools.ehr.chart_results import RequestSettled, RequestSubmitted
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, Resource
from tools.vendors.fhir.identifiers import REQUEST, id_of, identifier, values
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.writing import begun, create_once, made_with

KIND = "urn:frontdesk:request-kind"
REPLY = "reply"
"""Text of the type of a Task's output that the patient may read."""
_TASK_CODES = "http://hl7.org/fhir/CodeSystem/task-code"
_STATUS: dict[str, RequestStatus] = {
    "requested": "received",
    "received": "received",
    "accepted": "in_progress",
    "ready": "in_progress",
    "in-progress": "in_progress",
    "on-hold": "on_hold",
    "completed": "done",
    "rejected": "declined",
    "cancelled": "declined",
    "failed": "declined",
}
"""Task.status as a patient is told; drafts and errors are not told."""
_TASK_STATUS: dict[RequestStatus, str] = {
    "received": "received",
    "in_progress": "in-progress",
    "on_hold": "on-hold",
    "done": "completed",
    "declined": "rejected",
}


async def submit(
    fhir: FhirClient, patient_id: str, request: NewRequest, key: str, now: datetime
) -> RequestSubmitted | Refused:
    """Write it once. Raises FhirFailure; LostAnswer when some of it may stand, which a second try finishes."""
    task = await made_with(fhir, "Task", REQUEST, key)
    if task is None:
        subject = _subject(request, patient_id, key, now)
        if subject is None:
            focus = f"MedicationRequest/{request.medications[0].id}" if request.medications else ""
            task = await create_once(
                fhir, _task(request, patient_id, key, now, focus), REQUEST, key, is_new=True
            )
        else:
            made = await create_once(fhir, subject, REQUEST, key)
            with begun():
                focus = f"{made['resourceType']}/{made['id']}"
                wanted = _task(request, patient_id, key, now, focus)
                task = await create_once(fhir, wanted, REQUEST, key, is_new=True)
    state = request_state(task)
    if state is None or patient_of(task) != patient_id:
        return Refused(code="not_allowed", detail="the key belongs to another request")
    return RequestSubmitted(request=state)


async def settle(
    fhir: FhirClient, patient_id: str, request_id: str, status: RequestStatus, reply: str, now: datetime
) -> RequestSettled | Refused:
    """Say how it stands. The same again changes nothing. Raises FhirFailure."""
    task = await made_with(fhir, "Task", REQUEST, request_id)
    if task is None or patient_of(task) != patient_id:
        return Refused(code="not_allowed", detail="the id is none of this patient's")
    state = request_state(task)
    if state is None or (state.status, state.reply) != (status, reply or state.reply):
        outputs = [each for each in task.get("output", ()) if each.get("type", {}).get("text") != REPLY]
        if reply:
            outputs.append({"type": {"text": REPLY}, "valueString": reply})
        changed = {**task, "status": _TASK_STATUS[status], "lastModified": instant(now)}
        task = await fhir.update(changed | ({"output": outputs} if outputs else {}))
        state = request_state(task)
    if state is None:
        return Refused(code="ehr_unavailable", detail="the EHR keeps the task without what we need of it")
    return RequestSettled(request=state)


async def requests_of(fhir: FhirClient, patient_id: str, request_id: str) -> list[RequestState]:
    """The patient's requests that came through us, newest first; only the one named by `request_id` unless empty."""
    wanted = [("patient", f"Patient/{patient_id}"), ("_count", "100")]
    states = [
        state
        for task in await fhir.search("Task", wanted)
        if patient_of(task) == patient_id and (state := request_state(task))
    ]
    told = [each for each in states if not request_id or each.id == request_id]
    return sorted(told, key=lambda each: (each.submitted_at, each.id), reverse=True)


def request_state(task: Resource) -> RequestState | None:
    """None for a Task that is none of ours, or that is not for the patient's eyes."""
    ids = values(task, REQUEST)
    status = _STATUS.get(task["status"])
    codes = {
        each.get("code") for each in task.get("code", {}).get("coding", ()) if each.get("system") == KIND
    }
    kind: RequestKind | None = next((each for each in get_args(RequestKind) if each in codes), None)
    if not ids or status is None or kind is None:
        return None
    replies = [
        each["valueString"]
        for each in task.get("output", ())
        if each.get("type", {}).get("text") == REPLY and "valueString" in each
    ]
    return RequestState(
        id=ids[0],
        kind=kind,
        status=status,
        text=task.get("description", ""),
        submitted_at=datetime.fromisoformat(task["authoredOn"]),
        updated_at=datetime.fromisoformat(task.get("lastModified") or task["authoredOn"]),
        reply=replies[-1] if replies else "",
    )


def patient_of(task: Resource) -> str:
    return id_of(task.get("for", {}).get("reference", ""))


def _subject(request: NewRequest, patient_id: str, key: str, now: datetime) -> Resource | None:
    """The resource that says what is asked, where it is one of its own."""
    shared = {
        "identifier": [identifier(REQUEST, key)],
        "subject": {"reference": f"Patient/{patient_id}"},
        "priority": _priority(request),
    }
    if request.kind == "referral":
        referral = {"resourceType": "ServiceRequest", "status": "draft", "intent": "proposal", **shared}
        return referral | {
            "code": {"text": f"Referral: {request.specialty}" if request.specialty else "Referral"},
            "authoredOn": instant(now),
            "requester": {"reference": f"Patient/{patient_id}"},
            "reasonCode": [{"text": request.text}],
        }
    if request.kind == "message":
        return {"resourceType": "Communication", "status": "completed", **shared} | {
            "sender": {"reference": f"Patient/{patient_id}"},
            "received": instant(now),
            "payload": [{"contentString": request.text}],
        }
    return None


def _task(request: NewRequest, patient_id: str, key: str, now: datetime, focus: str) -> Resource:
    asks_for = "approve" if request.kind in ("refill", "referral") else "fulfill"
    inputs = [("assurance", request.assurance), ("specialty", request.specialty)]
    inputs += [("medicine", each.name) for each in request.medications]
    task: Resource = {
        "resourceType": "Task",
        "identifier": [identifier(REQUEST, key)],
        "status": "requested",
        "intent": "order",
        "priority": _priority(request),
        "code": {
            "coding": [
                {"system": KIND, "code": request.kind},
                {"system": _TASK_CODES, "code": asks_for},
            ],
            "text": request.kind,
        },
        "description": request.text,
        "for": {"reference": f"Patient/{patient_id}"},
        "requester": {"reference": f"Patient/{patient_id}"},
        "authoredOn": instant(now),
        "lastModified": instant(now),
        "input": [{"type": {"text": name}, "valueString": value} for name, value in inputs if value],
    }
    return task | ({"focus": {"reference": focus}} if focus else {})


def _priority(request: NewRequest) -> str:
    return "urgent" if request.urgent else "routine"
