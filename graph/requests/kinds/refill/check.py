"""Looks a refill up in the record, and asks the clinic's protocol what to make of it (clinic.refills)."""

from typing import get_args

from clinic.refills import (
    Asked,
    Problem,
    Recommendation,
    RefillFacts,
    Told,
    patient_words,
    problems_in,
    recommend,
    staff_words,
)
from graph.requests.draft import Draft
from graph.requests.kinds.reasons import reason
from graph.requests.kinds.refill.facts import facts_of
from graph.requests.services import RequestServices, staff_session
from graph.requests.waiting import Checked, Proposal, Reason
from graph.requests.waiting import Recommendation as Recommended
from tools.ehr.refill_results import RefillFactsRead

EDITABLE = ("quantity", "refills", "dose", "pharmacy", "note")
_PROBLEMS: tuple[str, ...] = get_args(Problem)


async def check(draft: Draft, services: RequestServices) -> Checked:
    """The record's facts, what the protocol recommends, and the order that would be written. A person decides."""
    facts, trouble = await read_facts(draft, services)
    today = services.clock.now().astimezone(services.settings.zone).date()
    waiting = await services.prescriptions_waiting(draft)
    (advice, *_) = recommend(services.settings.refills, facts, told_of(draft), today, waiting)
    reasons = [Reason(rule=each.rule, text=staff_words(each), source=each.source) for each in advice.reasons]
    return Checked(
        facts=facts_of(facts, advice.prescription_id, services.settings.refills.labs),
        recommendation=Recommended(
            what=advice.what,
            reasons=(*trouble, *reasons),
            clinician_only=advice.decides == "clinician",
        ),
        proposal=_proposal(draft, facts, advice),
        suggested_reply=patient_words(advice, draft.language, services.settings.emergency.medical),
    )


def told_of(draft: Draft) -> Told:
    """What the patient told in the conversation, as the protocol takes it."""
    left = draft.told.get("days_left", "")
    named = [each for each in draft.told.get("problems", "").split() if each in _PROBLEMS]
    problems = dict.fromkeys((*named, *problems_in(draft.words)))
    asked = Asked(
        prescription_id=draft.told.get("medication", ""),
        name=draft.told.get("medicine", "") or draft.told.get("reason", ""),
        days_left=int(left) if left.isdecimal() else None,
        problems=tuple(problems),
    )
    return Told(medicines=(asked,), pharmacy=draft.told.get("pharmacy", ""), urgent=draft.urgent)


async def read_facts(draft: Draft, services: RequestServices) -> tuple[RefillFacts, tuple[Reason, ...]]:
    """The record's facts; without them everything goes to people, who are told why."""
    if not draft.patient_id:
        return RefillFacts(), (reason("no_patient"),)
    read = await services.ehr.refill_facts(staff_session(draft))
    if isinstance(read, RefillFactsRead):
        return read.facts, ()
    return RefillFacts(), (reason("record_unread", code=read.code),)


def _proposal(draft: Draft, facts: RefillFacts, advice: Recommendation) -> Proposal:
    """The order as the protocol proposes it. Where it proposes none, whoever approves has to say how much: nobody
    approves by habit. Controlled medicines are prescribed in the EHR itself (EPCS): an approval writes nothing for them.
    """
    order = advice.order
    before = next((each for each in facts.prescriptions or () if each.id == advice.prescription_id), None)
    if before is None or advice.schedule is not None:
        return Proposal(fields={"medicine": advice.medicine})
    fields = {
        "medication_id": before.id,
        "medicine": advice.medicine,
        "dose": before.directions.text,
        "quantity": _plain(order.quantity if order else None),
        "unit": before.unit,
        "refills": _plain(order.refills if order else None),
        "pharmacy": draft.told.get("pharmacy", "") or before.pharmacy,
        "note": "",
    }
    return Proposal(action="order_refill", fields=fields, editable=EDITABLE)


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
