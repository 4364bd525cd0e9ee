"""Answers to a message about an appointment: C, R or X become a typed command to the EHR tools, once.

Whoever holds the phone on file may answer what was texted there about that one visit, as far as clinic.yaml
(`identity.appointments`) lets a caller who is matched by the phone on file: the tools' policy decides. Nothing else is
told or done. Moving a visit is a conversation, which finds out who is there.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from clinic.messaging import Answer, answer_of
from clinic.models import Appointment, Assurance, Value
from graph import Office
from server.records.outbox import Asks, Delivery
from tools.ehr.chart_results import Confirmed
from tools.ehr.results import Appointments, Cancelled, Refused
from tools.ehr.session import EhrSession

ANSWERED_WITHIN = timedelta(days=7)
"""Later than this behind the message, a letter is an answer to nothing."""


class EhrOutOfReach(Exception):
    """The EHR did not answer, or its answer was lost: the same answer again has the same one effect."""


class Said(Value):
    """Words for the patient, by their name in messages.yaml, about that visit."""

    name: str
    visit: Appointment | None = None
    asks: Asks | None = None


class Continue(Value):
    """A conversation takes over: a visit is moved there, and staff are asked there where the rules want that."""

    wish: Literal["move", "cancel"]
    visit: Appointment


VisitReply: TypeAlias = Said | Continue
OfficeNow: TypeAlias = Callable[[], AbstractAsyncContextManager[Office]]


def answered(text: str, last: Delivery | None, now: datetime) -> Answer | None:
    """What the text answers to the message that its sender got last; None where that was about no appointment."""
    if last is None or last.about is None or last.patient_id is None:
        return None
    return answer_of(text) if now - last.created_at <= ANSWERED_WITHIN else None


class VisitAnswers:
    def __init__(self, office: OfficeNow) -> None:
        self._office = office

    async def take(self, answer: Answer, last: Delivery, phone: str) -> VisitReply:
        """Do what was answered. Raises EhrOutOfReach."""
        assert last.about is not None
        session = EhrSession(
            conversation_id=last.conversation_id or f"text.{last.key}"[:64],
            patient_id=last.patient_id,
            assurance=Assurance.MATCHED,
            phone_matches=True,
            caller=phone,
        )
        async with self._office() as office:
            visit = await self._visit(office, session, last.about)
            if not isinstance(visit, Appointment):
                return visit
            match answer, last.asks:
                case "move", _:
                    return Continue(wish="move", visit=visit)
                case "cancel", "cancel":
                    return await self._cancel(office, session, visit)
                case "keep", "cancel":
                    return Said(name="kept", visit=visit, asks="attend")
                case "cancel" | "keep", _:  # "no" to "will you come?"
                    return Said(name="really_cancel", visit=visit, asks="cancel")
                case _:
                    return await self._confirm(office, session, visit)

    async def _visit(self, office: Office, session: EhrSession, id_: str) -> Appointment | Said:
        """The visit as it stands now, or what to say where there is none."""
        result = await office.ehr.list_appointments(session)
        match result:
            case Appointments(appointments=visits):
                found = next((visit for visit in visits if visit.id == id_), None)
                if found is not None and found.status == "cancelled":
                    return Said(name="cancelled", visit=found)
                return found or Said(name="gone")
            case Refused(code="ehr_unavailable"):
                raise EhrOutOfReach
        return Said(name="by_phone")

    async def _confirm(self, office: Office, session: EhrSession, visit: Appointment) -> Said:
        key = f"text.confirm.{visit.id}"
        match await office.ehr.confirm_appointment(session, appointment_id=visit.id, idempotency_key=key):
            case Confirmed(appointment=confirmed):
                return Said(name="confirmed", visit=confirmed, asks="attend")
            case Refused(code="changed_meanwhile" | "not_found"):
                return Said(name="gone")
            case Refused(code="ehr_unavailable"):
                raise EhrOutOfReach
            case Refused():
                return Said(name="by_phone")
        raise EhrOutOfReach  # unknown: the same key again

    async def _cancel(self, office: Office, session: EhrSession, visit: Appointment) -> VisitReply:
        key = f"text.cancel.{visit.id}"
        match await office.ehr.cancel_appointment(session, appointment_id=visit.id, idempotency_key=key):
            case Cancelled(appointment=cancelled):
                return Said(name="cancelled", visit=cancelled)
            case Refused(code="ehr_unavailable"):
                raise EhrOutOfReach
            case Refused(code="changed_meanwhile"):
                return Said(name="gone")
            case Refused():  # too late by the clinic's rules, or not for a phone alone
                return Continue(wish="cancel", visit=visit)
        raise EhrOutOfReach
