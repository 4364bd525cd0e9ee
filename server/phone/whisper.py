"""What the person hears who is rung for a caller, and what their screen shows once they take the call."""

from sqlalchemy import Connection, select

from clinic.settings import ClinicSettings
from server.frontdesk import Frontdesk
from server.phone.answering import words_of
from server.phone.references import CallReference
from server.records.audit import append_audit
from server.records.tables import conversations, requests
from server.requests.changes import Change


async def summary(frontdesk: Frontdesk, call: CallReference) -> str:
    """A sentence that names nobody: these words pass through Twilio, and the rest is on the screen."""
    known, language, urgent, task = await frontdesk.database.read(lambda connection: _facts(connection, call))
    words, ours = words_of(frontdesk.clinic), _language_of_staff(frontdesk.clinic)
    wish = words.render("reception.task", ours, kind=task, person=None) if task else ""
    return words.speak(
        "phone.whisper", ours, known=known, spoken=language or call.language, wish=wish, urgent=urgent
    )


def _language_of_staff(clinic: ClinicSettings) -> str:
    return clinic.languages[0]


def _facts(connection: Connection, call: CallReference) -> tuple[bool, str, bool, str]:
    """Whether the patient is known, the language spoken, whether it is urgent, and the task in hand."""
    table = conversations.c
    row = connection.execute(
        select(table.patient_id, table.language).where(table.id == call.conversation_id)
    ).one_or_none()
    made = (
        select(requests.c.urgent, requests.c.summary)
        .where(requests.c.conversation_id == call.conversation_id)
        .order_by(requests.c.created_at.desc())
    )
    left = connection.execute(made).all()
    task = next((each.summary.get("task") for each in left if each.summary.get("task")), "")
    urgent = any(each.urgent for each in left)
    return bool(row and row.patient_id), row.language if row else "", urgent, task or ""


async def taken(frontdesk: Frontdesk, call: CallReference) -> None:
    """Somebody takes the call: consoles show the conversation, and the audit trail says so."""
    frontdesk.phone.taken.add(call.call_sid)
    at = frontdesk.clock.now()

    def work(connection: Connection) -> list[Change]:
        append_audit(connection, event="call_taken", at=at, conversation_id=call.conversation_id, detail={})
        table = requests.c
        made = select(table.id, table.kind, table.status, table.version).where(
            table.conversation_id == call.conversation_id
        )
        latest = connection.execute(made.order_by(table.created_at.desc()).limit(1)).one_or_none()
        if latest is None:
            return []
        return [
            Change(
                request_id=latest.id,
                kind=latest.kind,
                status=latest.status,
                version=latest.version,
                call=call.conversation_id,
            )
        ]

    for change in await frontdesk.database.write(work):
        frontdesk.changes.publish(change)
