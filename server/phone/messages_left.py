"""A message that a caller left becomes a request for staff, with its transcription as the patient's words."""

from typing import Any

from sqlalchemy import Connection, select

from clinic.red_flags import screen
from graph.turns import HandedOver
from server.frontdesk import Frontdesk
from server.phone.references import CallReference
from server.records.audit import append_audit
from server.records.requests import insert_requests
from server.records.tables import conversations

KIND = "message_care_team"


async def keep_message(
    frontdesk: Frontdesk, call: CallReference, words: str, recording: str, caller: str
) -> None:
    """Once for a recording (Twilio's id of it), however often Twilio tells of it. `words` is "" where nothing was
    understood: staff listen to the recording then. A red flag in the words makes it urgent. `caller` is E.164 or ""."""
    flag = screen(words, call.language)
    handed = HandedOver(
        id=f"{call.conversation_id}.{recording}.{KIND}",
        kind=KIND,
        urgent=flag is not None,
        summary=_summary(words, recording, caller),
    )
    at = frontdesk.clock.now()

    def work(connection: Connection) -> bool:
        table = conversations.c
        patient_id = connection.execute(
            select(table.patient_id).where(table.id == call.conversation_id)
        ).scalar()
        known = handed.model_copy(update={"summary": handed.summary | {"patient_id": patient_id}})
        if not insert_requests(connection, (known,), conversation_id=call.conversation_id, at=at):
            return False
        append_audit(
            connection,
            event="voice_message_kept",
            at=at,
            conversation_id=call.conversation_id,
            detail={"request": handed.id, "written_down": bool(words), "urgent": handed.urgent},
        )
        return True

    if await frontdesk.database.write(work):
        frontdesk.requests.take([handed.id], [])


def _summary(words: str, recording: str, caller: str) -> dict[str, Any]:
    """Named as in the requests of conversations (agents.talking)."""
    return {
        "task": KIND,
        "reason": "a message was left on the phone",
        "patient_id": None,
        "name": None,
        "birth_date": None,
        "phone": caller or None,
        "phone_on_file": None,
        "asked_by": None,
        "assurance": "anonymous",
        "told": [f"recording: {recording}"],
        "appointment": None,
        "wanted": None,
        "words": words or None,
    }
