"""Words that staff may send as an answer, by kind and by what was found: they edit them before they go out."""

from graph.requests.draft import Draft
from graph.requests.services import RequestServices

WORDED = frozenset(
    {"records", "message_care_team", "urgent_callback", "billing", "complaint", "out_of_policy"}
)
"""Kinds with words of their own; others get those that fit everything."""


def suggested_reply(
    draft: Draft, services: RequestServices, *, urgent: bool = False, ready: bool = True
) -> str:
    """In the patient's language. `urgent`: something dangerous shows in it; `ready`: nothing speaks against it."""
    kind = draft.kind if draft.kind in WORDED else "other"
    settings = services.settings
    return services.catalog.render(
        "requests.reply",
        draft.language,
        kind=kind,
        urgent=urgent,
        ready=ready,
        what=draft.told.get("what", ""),
        clinic_phone=settings.phone,
        emergency=settings.emergency.medical,
    )
