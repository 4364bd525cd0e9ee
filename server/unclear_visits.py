"""What a repair of the EHR leaves to people becomes a request for staff: with all that is known, once for each thing."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection, select

from graph.turns import HandedOver
from server.records.audit import append_audit
from server.records.database import Database
from server.records.requests import insert_requests
from server.records.tables import conversations, requests
from tools.ehr.port import PatientRecord
from tools.ehr.repair import UnclearVisit
from tools.fhir_client import FhirFailure

KIND = "unclear_visit"


class Patients(Protocol):
    """The port's way to a patient's record."""

    async def patient(self, patient_id: str) -> PatientRecord | None: ...


async def put_before_staff(
    database: Database, patients: Patients, unclear: Sequence[UnclearVisit], *, at: datetime
) -> int:
    """Make a request of each that has none yet; how many were made. A thing that people have settled and that comes up
    again in another way is a new one."""
    made = 0
    for each in unclear:
        if await database.read(partial(_is_known, id_=request_id(each))):
            continue
        record = await _record(patients, each.patient_id)
        await database.write(partial(_insert, unclear=each, record=record, at=at))
        made += 1
    return made


def request_id(unclear: UnclearVisit) -> str:
    """From what it is about: the visit, its times and what is wrong with them."""
    start = unclear.start.isoformat() if unclear.start else ""
    about = "|".join((unclear.why, unclear.appointment_id, *sorted(unclear.slot_ids), start, unclear.key))
    return f"repair.{sha256(about.encode()).hexdigest()[:32]}"


async def _record(patients: Patients, patient_id: str) -> PatientRecord | None:
    """None also where the EHR does not answer: staff find the patient by id."""
    try:
        return await patients.patient(patient_id) if patient_id else None
    except FhirFailure:
        return None


def _is_known(connection: Connection, id_: str) -> bool:
    return connection.execute(select(requests.c.id).where(requests.c.id == id_)).first() is not None


def _insert(
    connection: Connection, unclear: UnclearVisit, record: PatientRecord | None, at: datetime
) -> None:
    """Filed under the conversation that made the visit, where it was one of ours."""
    handed = HandedOver(id=request_id(unclear), kind=KIND, summary=_summary(unclear, record))
    cause = select(conversations.c.id).where(conversations.c.id == unclear.key.rpartition(".")[0])
    conversation_id = connection.execute(cause).scalar()
    if not insert_requests(connection, (handed,), conversation_id=conversation_id, at=at):
        return
    append_audit(
        connection,
        event="repair_needs_staff",
        at=at,
        conversation_id=conversation_id,
        detail={"request": handed.id, "why": unclear.why, "appointment": unclear.appointment_id},
    )


def _summary(unclear: UnclearVisit, record: PatientRecord | None) -> dict[str, Any]:
    """Named as in the requests of conversations (agents.talking)."""
    patient = record.patient if record else None
    start = unclear.start.isoformat() if unclear.start else ""
    return {
        "task": None,
        "reason": unclear.why,
        "patient_id": unclear.patient_id or None,
        "name": f"{patient.first_name} {patient.last_name}" if patient else None,
        "birth_date": patient.birth_date.isoformat() if patient else None,
        "phone": patient.phones[0] if patient and patient.phones else None,
        "assurance": None,
        "told": [f"slot: {each}" for each in unclear.slot_ids],
        "appointment": f"{unclear.appointment_id} {start}" if unclear.appointment_id else None,
        "wanted": f"{start} {unclear.clinician}".strip() or None,
        "words": None,
    }
