"""What the patient hears of a request: in full where they are known to read, in brief where a phone may show it."""

from datetime import datetime

from agents.wording import Catalog
from clinic.requests import Decision
from graph.requests.draft import Draft
from graph.requests.services import RequestServices
from graph.requests.waiting import Checked

Words = dict[str, str]
"""`text` and `brief` of a Notice."""


def after_decision(
    draft: Draft, checked: Checked, decision: Decision, outcome: str, services: RequestServices
) -> Words:
    """What became of it. Staff's own words stand as they wrote them."""
    facts = {
        "kind": draft.kind,
        "what": checked.proposal.fields.get("medicine") or checked.proposal.fields.get("specialty") or "",
        "pharmacy": checked.proposal.fields.get("pharmacy", ""),
        "start": _start(checked, services),
        "clinician": checked.proposal.fields.get("clinician", ""),
        "site": checked.proposal.fields.get("site", ""),
        "reason": decision.reason.strip(),
        "reply": decision.reply.strip(),
        "clinic": services.settings.name,
        "clinic_phone": services.settings.phone,
    }
    return _both(services.catalog, f"requests.{outcome}", draft.language, facts)


def _start(checked: Checked, services: RequestServices) -> str:
    """When the visit is that an approval booked, as an ISO instant; "" where it booked none."""
    told = checked.proposal.fields.get("start", "")
    try:
        return datetime.fromisoformat(told).replace(tzinfo=services.settings.zone).isoformat()
    except ValueError:
        return ""


def word_for_word(draft: Draft, text: str, services: RequestServices) -> Words:
    """What somebody released, exactly; the text message says no more than that there is an answer."""
    facts = {"clinic": services.settings.name, "clinic_phone": services.settings.phone}
    brief = services.catalog.render("requests.released_brief", draft.language, **facts)
    return {"text": text.strip(), "brief": brief}


def question_to_patient(draft: Draft, question: str, services: RequestServices) -> Words:
    """A question of staff, in their words."""
    facts = {
        "kind": draft.kind,
        "question": question.strip(),
        "clinic": services.settings.name,
        "clinic_phone": services.settings.phone,
    }
    return _both(services.catalog, "requests.question", draft.language, facts)


def _both(catalog: Catalog, key: str, language: str, facts: dict[str, str]) -> Words:
    return {
        "text": catalog.render(key, language, **facts),
        "brief": catalog.render(f"{key}_brief", language, **facts),
    }
