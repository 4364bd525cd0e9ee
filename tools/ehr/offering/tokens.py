"""Slot ids that patients' programs hold: signed, for one conversation, so that nobody can invent a time."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer


@dataclass(frozen=True)
class Ticket:
    """What a slot id stands for. `slot_ids` are the EHR's, in order of start; the visit starts with `slot_ids[first]`."""

    visit_type: str
    calendar_id: str
    slot_ids: tuple[str, ...]
    first: int = 0
    plan: str = ""
    """The insurance plan that the patient told, "" for none."""


class OfferTokens:
    """Mints and opens slot ids. A ticket says what was offered, not that it is still free or allowed."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="frontdesk.offer")

    def mint(self, ticket: Ticket, conversation_id: str) -> str:
        place = (ticket.visit_type, ticket.calendar_id, ticket.first, ticket.plan)
        return str(self._serializer.dumps([conversation_id, *place, *ticket.slot_ids]))

    def open(self, slot_id: str, conversation_id: str) -> Ticket | None:
        """None for an id that is forged, damaged, or was offered to another conversation."""
        try:
            offered_to, visit_type, calendar_id, first, plan, *slot_ids = self._serializer.loads(slot_id)
        except (BadSignature, ValueError, TypeError):
            return None
        ticket = Ticket(visit_type, calendar_id, tuple(slot_ids), first, plan)
        # Base64 has spare bits at its end: an id is good only in the one spelling in which it was minted.
        if offered_to != conversation_id or self.mint(ticket, conversation_id) != slot_id:
            return None
        return ticket
