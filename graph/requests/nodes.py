"""The nodes of a request's run. Pause and effect are in different nodes; every effect has the request's key."""

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from clinic.models import Assurance
from clinic.requests import rules_of, why_not
from graph.requests.kinds import Effect, kind_of
from graph.requests.services import Notice, RequestServices, staff_session
from graph.requests.state import (
    RequestState,
    Update,
    checked_of,
    draft_of,
    exchanges_of,
    given_of,
)
from graph.requests.waiting import Exchange, Proposal, Waiting
from graph.requests.words import after_decision, question_to_patient, word_for_word
from tools.ehr.results import Refused, Unknown


async def draft(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """Have the EHR keep the request as a Task, where it can. That it cannot keeps nobody from deciding."""
    asked = draft_of(state)
    filed_as = kind_of(asked.kind).filed_as
    if filed_as is None or not asked.patient_id:
        return {"filed": None}
    answer = await runtime.context.ehr.submit_request(
        staff_session(asked),
        kind=filed_as,
        text=asked.words or asked.reason or asked.kind,
        idempotency_key=asked.id,
        specialty=asked.told.get("specialty", "") if filed_as == "referral" else "",
        urgent=asked.urgent,
    )
    if isinstance(answer, Refused):
        return {"filed": {"failed": answer.code}}
    if isinstance(answer, Unknown):
        return {"filed": {"failed": "answer_lost"}}
    return {"filed": {"id": answer.request.id}}


async def check(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """What the record and the clinic's rules say of it, as of now."""
    asked = draft_of(state)
    kind = kind_of(asked.kind)
    checked = await kind.check(asked, runtime.context)
    signed = await kind.approved_already(asked, runtime.context)
    return {
        "checked": checked.model_dump(mode="json"),
        "given": signed.model_dump(mode="json") if signed else None,
    }


async def present(state: RequestState) -> Update:
    """Lay before staff all that there is to know."""
    waiting = Waiting(
        request=draft_of(state),
        checked=checked_of(state),
        exchanges=exchanges_of(state),
        trouble=state.get("trouble") or "",
        assigned_to=state.get("assigned_to") or "",
    )
    return {"waiting": waiting.model_dump(mode="json"), "given": None}


async def await_staff(state: RequestState) -> Update:
    """Wait until somebody decides, or the patient answers what was asked."""
    given = interrupt(state["waiting"])
    return {"given": given, "waiting": None}


async def ask_patient(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """Send the question; the request goes on waiting, and may be decided before there is an answer."""
    asked, given = draft_of(state), given_of(state)
    assert given.decision is not None
    words = question_to_patient(asked, given.decision.question, runtime.context)
    notice = Notice(key=f"{given.id}.asked", request_id=asked.id, asks=True, **words)
    told = await runtime.context.patients.tell(asked, notice)
    trouble = (
        "" if told else "The question could not be sent: no conversation is open, and no phone is known."
    )
    exchange = Exchange(question=given.decision.question, asked_at=given.at)
    kept = [*exchanges_of(state), *((exchange,) if told else ())]
    return {"exchanges": [each.model_dump(mode="json") for each in kept], "trouble": trouble}


async def take_answer(state: RequestState) -> Update:
    """The patient's answer, beside the question that was asked last."""
    given = given_of(state)
    *before, last = exchanges_of(state)
    answered = last.model_copy(
        update={
            "answer": "\n".join(part for part in (last.answer, given.answer) if part),
            "answered_at": given.at,
        }
    )
    return {"exchanges": [each.model_dump(mode="json") for each in (*before, answered)], "trouble": ""}


async def reassign(state: RequestState) -> Update:
    decision = given_of(state).decision
    assert decision is not None
    return {"assigned_to": decision.to}


async def apply(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """Carry the approval out, once. Who approved is asked again here: nothing runs without an approval."""
    asked, given, checked = draft_of(state), given_of(state), checked_of(state)
    settings = runtime.context.settings
    only = checked.recommendation is not None and checked.recommendation.clinician_only
    decision, by = given.decision, given.by
    if decision is None or by is None or decision.action != "approve":
        raise ValueError("Nothing is applied without an approval.")
    if refusal := why_not(by, "approve", rules_of(asked.kind, settings), clinician_only=only):
        return _not_applied(Effect(outcome="failed", code=refusal))
    proposal = edited(checked.proposal, decision.edits)
    effect = await kind_of(asked.kind).apply(asked, proposal, given, runtime.context)
    if effect.outcome != "done":
        return _not_applied(effect)
    applied = checked.model_copy(update={"proposal": proposal})
    return {
        "effect": effect.model_dump(mode="json"),
        "checked": applied.model_dump(mode="json"),
        "outcome": "approved",
        "trouble": "",
    }


def _not_applied(effect: Effect) -> Update:
    """Back before staff, with the reason."""
    return {"effect": effect.model_dump(mode="json"), "trouble": f"not_applied: {effect.code}"}


def edited(proposal: Proposal, edits: dict[str, str]) -> Proposal:
    """The proposal with the fields that may be edited replaced; others stay whatever was sent."""
    own = {name: value for name, value in edits.items() if name in proposal.editable}
    return proposal.model_copy(update={"fields": proposal.fields | own})


async def tell_patient(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """The patient hears what became of it, once."""
    asked, given = draft_of(state), given_of(state)
    assert given.decision is not None
    outcome = {"approve": "approved", "reject": "rejected"}.get(given.decision.action, "done")
    kind, checked = kind_of(asked.kind), checked_of(state)
    if kind.told_as and outcome == "approved":
        words = word_for_word(asked, checked.proposal.fields.get(kind.told_as, ""), runtime.context)
    else:
        words = after_decision(asked, checked, given.decision, outcome, runtime.context)
    notice = Notice(key=f"{asked.id}.decided", request_id=asked.id, level=kind.told_at, **words)
    told = await runtime.context.patients.tell(asked, notice)
    return {"told": told, "outcome": outcome}


class NotDocumented(Exception):
    """The EHR could not be brought up to date: the run stops before this node's end and is taken up again later."""


async def document(state: RequestState, runtime: Runtime[RequestServices]) -> Update:
    """Bring the EHR's own record of the request up to date. Raises NotDocumented while the EHR does not answer."""
    asked, given = draft_of(state), given_of(state)
    assert given.decision is not None
    filed = state.get("filed") or {}
    if kind_of(asked.kind).filed_as is None or not asked.patient_id:
        return {"documented": True}
    if "id" not in filed:
        filed = (await draft(state, runtime))["filed"] or {}
    if "id" not in filed:
        if filed.get("failed") in ("ehr_unavailable", "answer_lost"):
            raise NotDocumented
        return {"documented": False}  # the EHR has no such record: ours stands alone
    status = "declined" if state.get("outcome") == "rejected" else "done"
    reply = given.decision.reason if status == "declined" else given.decision.reply
    if kind_of(asked.kind).told_at > Assurance.ANONYMOUS:
        reply = ""  # it is told by us alone, where the patient is known well enough
    answer = await runtime.context.ehr.settle_request(
        staff_session(asked),
        request_id=asked.id,
        status=status,  # type: ignore[arg-type]
        reply=reply,
    )
    if isinstance(answer, Unknown) or (
        isinstance(answer, Refused) and answer.code in ("ehr_unavailable", "changed_meanwhile")
    ):
        raise NotDocumented
    return {"filed": filed, "documented": not isinstance(answer, Refused)}
