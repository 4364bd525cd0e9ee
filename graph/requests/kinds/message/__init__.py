"""A message to the care team, or a wish for a call: in short, by when, and screened for red flags once more."""

from clinic.red_flags import screen
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.message.summary import in_short, wanted_by
from graph.requests.kinds.note import file_note
from graph.requests.kinds.reasons import reason
from graph.requests.services import RequestServices
from graph.requests.suggested import suggested_reply
from graph.requests.waiting import Checked, Fact, Proposal, Recommendation


async def check(draft: Draft, services: RequestServices) -> Checked:
    """The screen is the conversation's (clinic.red_flags), over all lines at once: what came in pieces shows here."""
    today = draft.made_at.astimezone(services.settings.zone).date()
    short, by = in_short(draft.words), wanted_by(draft.words, today, draft.language)
    facts = [Fact(label="In short", value=short)] if short and short != draft.words.strip() else []
    facts += [Fact(label="Wanted by", value="", on=by)] if by else []
    flag = screen(draft.words, draft.language) if draft.words else None
    if flag is None:
        reply = suggested_reply(draft, services)
        return Checked(facts=tuple(facts), suggested_reply=reply)
    how = "is a sign of" if flag.sure else "may be a sign of"
    return Checked(
        facts=tuple(facts),
        recommendation=Recommendation(what="urgent", reasons=(reason("red_flag", how=how, kind=flag.kind),)),
        suggested_reply=suggested_reply(draft, services, urgent=True),
    )


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:  # noqa: ARG001
    """Note in the chart what was written and what was answered."""
    reply = given.decision.reply if given.decision else ""
    text = f"Message to the care team: {draft.words}\nAnswer: {reply or 'by phone or in person'}"
    return await file_note(draft, given, text, services)


MESSAGE = Kind("message_care_team", filed_as="message", check=check, apply=apply)
CALL_BACK = Kind("urgent_callback", filed_as="message", check=check, apply=apply)
