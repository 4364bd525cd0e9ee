"""Records and forms: what, for whom, by when, and with whose consent; what was given out is noted in the chart."""

from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.note import file_note
from graph.requests.kinds.reasons import reason
from graph.requests.services import RequestServices
from graph.requests.suggested import suggested_reply
from graph.requests.waiting import Checked, Fact, Proposal, Reason, Recommendation

_LABELS = {"what": "What", "to": "To whom", "by": "Needed by", "consent": "Consent", "person": "Whose"}
_CONSENTS = {"yes": "given in the conversation", "no": "refused"}


async def check(draft: Draft, services: RequestServices) -> Checked:
    """What was told of it, and whether it may go out to whom it is to go."""
    told = draft.told | {"consent": _CONSENTS.get(draft.told.get("consent", ""), "")}
    refused = draft.told.get("consent") == "no"
    facts = (
        Fact(
            label=label,
            value="" if name == "by" else told.get(name, ""),
            on=told.get("by", "") if name == "by" else "",
            flagged=name == "consent" and refused,
        )
        for name, label in _LABELS.items()
        if told.get(name)
    )
    reasons = tuple(_reasons(draft, to_others=bool(draft.told.get("consent"))))
    return Checked(
        facts=tuple(facts),
        recommendation=Recommendation(what="reject" if refused else "review", reasons=reasons),
        proposal=Proposal(),
        suggested_reply=suggested_reply(draft, services, ready=not refused),
    )


def _reasons(draft: Draft, *, to_others: bool) -> list[Reason]:
    missing = [
        label.lower()
        for name, label in _LABELS.items()
        if name in ("what", "to") and not draft.told.get(name)
    ]
    found = [reason("incomplete", missing=", ".join(missing))] if missing else []
    if draft.told.get("consent") == "no":
        found.append(reason("no_consent"))
    else:
        found.append(reason("authorization" if to_others else "own_records"))
    return found if draft.assurance == "verified" else [*found, reason("unproven")]


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:  # noqa: ARG001
    """Note in the chart what was given to whom."""
    told = draft.told | {"consent": _CONSENTS.get(draft.told.get("consent", ""), "")}
    lines = [f"{label}: {told[name]}" for name, label in _LABELS.items() if told.get(name)]
    reply = given.decision.reply if given.decision else ""
    text = "\n".join(
        ["Request for records or a form, seen to.", *lines, *([f"Answer: {reply}"] if reply else [])]
    )
    return await file_note(draft, given, text, services)


RECORDS = Kind("records", filed_as="records", check=check, apply=apply)
