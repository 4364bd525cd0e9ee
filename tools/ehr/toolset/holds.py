"""Tools: keep an offered time while the patient decides, and let it go again."""

from datetime import timedelta

from clinic.models import Assurance
from tools.ehr.arguments import IdempotencyKey, SlotId, a_key
from tools.ehr.capabilities import unsupported
from tools.ehr.policy import write_tool
from tools.ehr.results import HoldResult, Refused, Released, ReleaseResult, Unknown
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import NOT_THEIRS, Desk
from tools.ehr.toolset.placing import place


class HoldTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="book")
    async def hold_slot(
        self,
        session: EhrSession,
        slot_id: SlotId,
        idempotency_key: IdempotencyKey,
        appointment_id: str = "",
    ) -> HoldResult:
        """Keep an offered time for the patient while they decide: nobody else is offered it until `until`.

        Book or move with the same key to take it, release_slot to let it go; else it ends by itself after clinic.yaml
        scheduling.hold_minutes, and a second call does not make that later. `appointment_id` is the visit that is to
        move there, empty for a new one. Assurance: clinic.yaml identity.book. Refused: as book_appointment, and
        `not_supported` (the EHR cannot, or the clinic does not want it). `unknown`: book all the same.
        FHIR: Slot.status = busy-tentative with If-Match, the key and the end in an identifier of ours.
        """
        key = a_key(idempotency_key)
        minutes = self._desk.settings.scheduling.hold_minutes
        if (cannot := unsupported(self._desk.port.capabilities, "hold_slot")) is not None:
            return cannot
        if not minutes:
            return Refused(code="not_supported", detail="hold_slot: scheduling.hold_minutes is 0")
        moving = await self._desk.own_visit(session, appointment_id) if appointment_id else None
        if appointment_id and moving is None:
            return NOT_THEIRS
        placement = await place(self._desk, session, slot_id, key, moving=moving)
        if isinstance(placement, Refused):
            return placement
        until = self._desk.clock.now() + timedelta(minutes=minutes)
        return await self._desk.port.hold(placement.times, key, until)

    @write_tool(assurance=Assurance.ANONYMOUS)
    async def release_slot(
        self, session: EhrSession, slot_id: SlotId, idempotency_key: IdempotencyKey
    ) -> ReleaseResult:
        """Let an offered time go that was held with this key. What is not held, or is booked, stays as it is.

        Assurance: none, since the id is this conversation's own. Refused: `not_offered`, `invalid_argument`,
        `ehr_unavailable`. `unknown`: try again with the same key; the hold ends by itself, too.
        FHIR: Slot.status = free with If-Match.
        """
        key = a_key(idempotency_key)
        ticket = self._desk.offers.open(slot_id, session.conversation_id)
        if ticket is None:
            return Refused(code="not_offered")
        is_free = await self._desk.port.end_hold(ticket.slot_ids, key)
        return Released() if is_free else Unknown(detail="release")
