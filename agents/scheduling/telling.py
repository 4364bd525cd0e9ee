"""Offers and visits as parameters for the catalog: every fact that a patient hears comes from a tool result."""

from typing import Any
from zoneinfo import ZoneInfo

from agents.state import ConversationState, identity_of
from clinic.models import Appointment, Offer
from clinic.settings.schema import ClinicSettings


def told_offer(offer: Offer) -> dict[str, Any]:
    return {"start": offer.start.isoformat(), "clinician": offer.clinician_name, "site": offer.site_name}


def told_visit(
    visit: Appointment, settings: ClinicSettings, language: str, patient: str | None = None
) -> dict[str, Any]:
    """`patient` is named where somebody else speaks (`spoken_for`)."""
    return {
        "id": visit.id,
        "patient": patient,
        "start": visit.start.isoformat(),
        "clinician": visit.clinician_name,
        "site": visit.site_name,
        "what": visit_name(visit.visit_type, settings, language),
    }


def spoken_for(state: ConversationState) -> str | None:
    """The patient's name, where somebody else speaks: they hear whose visit it is."""
    return identity_of(state).spoken_name() if state.get("acting_for") else None


def told_together(offers: tuple[Offer, ...], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Offers as a receptionist says them: those with one clinician at one site on one day in one breath."""
    groups: list[dict[str, Any]] = []
    for offer in offers:
        day, who = offer.start.astimezone(zone).date().isoformat(), (offer.clinician_name, offer.site_name)
        if not groups or (groups[-1]["day"], (groups[-1]["clinician"], groups[-1]["site"])) != (day, who):
            groups.append({**told_offer(offer), "day": day, "starts": []})
        groups[-1]["starts"].append(offer.start.isoformat())
    return groups


def visit_name(key: str | None, settings: ClinicSettings, language: str) -> str | None:
    visit_type = settings.visit_types.get(key or "")
    return (visit_type.name.get(language) or visit_type.name["en"]) if visit_type else None
