"""A question for results: nothing is read out of the record; a clinician releases a text, and the patient hears just it.

They hear it where they have proven who they are (level 2 of clinic.identity), word for word, and nowhere else.
"""

from clinic.models import Assurance
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.note import file_note
from graph.requests.kinds.reasons import reason
from graph.requests.services import RequestServices
from graph.requests.waiting import Checked, Fact, Proposal, Recommendation

RELEASED = "released"
"""The field of the proposal with the text that is released."""


async def check(draft: Draft, services: RequestServices) -> Checked:  # noqa: ARG001
    """Which test is meant, as told. What it says is for a clinician to look up and to put into words."""
    told = (("Test", draft.told.get("what", "")), ("Of", draft.told.get("date", "")))
    return Checked(
        facts=tuple(Fact(label=label, value=value) for label, value in told if value),
        recommendation=Recommendation(
            what="review", reasons=(reason("clinician_releases"),), clinician_only=True
        ),
        proposal=Proposal(action="release_results", fields={RELEASED: ""}, editable=(RELEASED,)),
    )


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:
    """Keep in the chart what was released and by whom. Without a text nothing is released."""
    text = proposal.fields.get(RELEASED, "").strip()
    if not text:
        return Effect(outcome="failed", code="write_what_is_released")
    by = given.by.name if given.by else ""
    return await file_note(draft, given, f"Results released to the patient by {by}: {text}", services)


RESULTS = Kind(
    "results",
    filed_as="message",
    check=check,
    apply=apply,
    by_people=False,
    told_at=Assurance.VERIFIED,
    told_as=RELEASED,
)
