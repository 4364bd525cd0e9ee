"""What is kept of a conversation: a DocumentReference, the Communication that it is about, and who wrote it down."""

from base64 import b64encode

from tools.ehr.chart_port import Channel, Note
from tools.ehr.chart_results import Documented
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, Resource
from tools.vendors.fhir.identifiers import NOTE, id_of, identifier
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.writing import begun, create_once

_MODES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
_MEDIUM: dict[Channel, tuple[str, str]] = {
    "phone": ("PHONE", "telephone"),
    "web": ("ONLINEWRIT", "web chat"),
    "sms": ("WRITTEN", "text message"),
    "email": ("EMAILWRIT", "e-mail"),
}
_AUTHOR = {"type": "Device", "display": "Frontdesk, an AI assistant"}


async def document(fhir: FhirClient, patient_id: str, note: Note, key: str) -> Documented | Refused:
    """Write all three, once. Raises FhirFailure; LostAnswer when some may stand, which a second try finishes."""
    communication = await create_once(fhir, _communication(note, patient_id, key), NOTE, key)
    if id_of(communication.get("subject", {}).get("reference", "")) != patient_id:
        return Refused(code="not_allowed", detail="the key belongs to another patient's note")
    with begun():
        about = f"Communication/{communication['id']}"
        document = await create_once(fhir, _document(note, patient_id, key, about), NOTE, key)
        named = f"DocumentReference/{document['id']}"
        if not await fhir.search("Provenance", [("target", named)], at_most=1):
            await fhir.create_unless(_provenance(note, named, about), [("target", named)])
    return Documented(document_id=document["id"])


def _communication(note: Note, patient_id: str, key: str) -> Resource:
    code, text = _MEDIUM[note.channel]
    return {
        "resourceType": "Communication",
        "identifier": [identifier(NOTE, key)],
        "status": "completed",
        "category": [{"text": "conversation with the front office"}],
        "medium": [{"coding": [{"system": _MODES, "code": code}], "text": text}],
        "subject": {"reference": f"Patient/{patient_id}"},
        "sender": {"reference": f"Patient/{patient_id}"},
        "sent": instant(note.started),
        "received": instant(note.ended),
    }


def _document(note: Note, patient_id: str, key: str, about: str) -> Resource:
    return {
        "resourceType": "DocumentReference",
        "identifier": [identifier(NOTE, key)],
        "status": "current",
        "docStatus": "preliminary",  # nobody has signed it
        "type": {
            "coding": [
                {"system": "http://loinc.org", "code": "34748-4", "display": "Telephone encounter Note"}
            ]
        },
        "subject": {"reference": f"Patient/{patient_id}"},
        "date": instant(note.ended),
        "author": [_AUTHOR],
        "description": "Conversation with the front office",
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": b64encode(note.summary.encode()).decode(),
                    "creation": instant(note.ended),
                }
            }
        ],
        "context": {
            "period": {"start": instant(note.started), "end": instant(note.ended)},
            "related": [{"reference": about}],
        },
    }


def _provenance(note: Note, *targets: str) -> Resource:
    code = {"system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "code": "author"}
    return {
        "resourceType": "Provenance",
        "target": [{"reference": each} for each in targets],
        "recorded": instant(note.ended),
        "agent": [{"type": {"coding": [code]}, "who": _AUTHOR}],
    }
