"""From facts to recommendations: one for each medicine that was asked for. Pure: nothing is read, nothing is approved."""

from collections.abc import Collection, Iterator
from datetime import date

from clinic.refills.case import Case, cases
from clinic.refills.facts import RefillFacts, Told
from clinic.refills.proposal import bridge, bridges_given, proposed
from clinic.refills.recommendation import NotComputed, ProposedOrder, Reason, Recommendation
from clinic.refills.rules import RULES
from clinic.refills.weights import reason, treatment, weightiest_first
from clinic.settings.refills import Refills

_OVERDUE = frozenset({"visit_overdue", "lab_overdue"})


def recommend(
    protocol: Refills,
    facts: RefillFacts,
    told: Told,
    today: date,
    already_asked: Collection[str] = (),
) -> tuple[Recommendation, ...]:
    """What the clinic's protocol says of each medicine asked for, in the order asked; several at once are apart.

    `today` is the clinic's local date, `already_asked` the ids of prescriptions whose renewal is waiting for a decision.
    Rules and sources: docs/operator/refills.md. Empty only when nothing was asked for.
    """
    return tuple(
        _recommendation(case) for case in cases(protocol, facts, told, today, frozenset(already_asked))
    )


def _recommendation(case: Case) -> Recommendation:
    spoke = [each for rule in RULES for each in rule(case)]
    not_computed = tuple(dict.fromkeys(_figures(spoke)))
    reasons = [each for each in spoke if isinstance(each, Reason)]
    reasons += [reason("not_computable", figure=each.figure, why=each.why) for each in not_computed]
    is_overdue = any(each.rule in _OVERDUE for each in reasons)
    if is_overdue and bridges_given(case) >= len(case.protocol.bridge):
        reasons.append(reason("bridges_used_up", given=bridges_given(case)))
    told = weightiest_first(reasons) or (_all_met(case),)
    what, decides, keeps_order = treatment(told)
    left = case.asked.days_left
    return Recommendation(
        medicine=case.name,
        prescription_id=case.prescription.id if case.prescription else "",
        classes=case.medicine.classes,
        schedule=case.medicine.schedule,
        what=what,
        decides=decides,
        hurry=what == "urgent" or case.told.urgent or (left is not None and left <= case.protocol.urgent_at),
        reasons=told,
        order=_order(case, is_overdue) if keeps_order else None,
        not_computed=not_computed,
    )


def _figures(spoke: list[Reason | NotComputed]) -> Iterator[NotComputed]:
    return (each for each in spoke if isinstance(each, NotComputed))


def _order(case: Case, is_overdue: bool) -> ProposedOrder | None:
    return bridge(case) if is_overdue else proposed(case)


def _all_met(case: Case) -> Reason:
    return reason("meets_protocol", medicine_class=", ".join(case.medicine.classes))
