"""By when people decide a request, as patients are told it: facts for the words of the specialists that pass it on."""

from agents.services import Services
from agents.state import Json
from clinic.requests import due_at, rules_of


def by_when(services: Services, kind: str, *, urgent: bool = False) -> Json:
    """`due` (ISO instant), whether that is today at the clinic, and `urgent`; for a message's parameters."""
    now = services.clock.now()
    due = due_at(services.settings, rules_of(kind, services.settings), now, urgent=urgent)
    zone = services.settings.zone
    return {
        "due": due.isoformat(),
        "today": due.astimezone(zone).date() == now.astimezone(zone).date(),
        "urgent": urgent,
    }
