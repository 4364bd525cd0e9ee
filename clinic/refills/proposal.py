"""The order that a recommendation proposes: as before until the next visit is due, a short one while it is overdue."""

from datetime import date, timedelta
from math import ceil, floor

from clinic.refills.case import Case
from clinic.refills.facts import Prescription
from clinic.refills.recommendation import NotComputed, ProposedOrder
from clinic.refills.rules.monitoring import last_visit_on, visit_due_on
from clinic.refills.supply import days_of


def proposed(case: Case) -> ProposedOrder | None:
    """The prescription again, with as many refills as last until the next visit is due (allnurses.com med-refills).

    Never more than were allowed before, nor than the protocol lets. None where the last quantity is not known.
    """
    before = case.prescription
    if before is None or before.quantity is None:
        return None
    days = days_of(before.quantity, before.supply_days, before.directions)
    lasts = None if isinstance(days, NotComputed) else days
    return _order(case, before, before.quantity, lasts, _refills(case, before, lasts))


def bridge(case: Case) -> ProposedOrder | None:
    """A short supply until the overdue visit or lab: shorter each time (moam.info: 30, 15, 7 days, no refills).

    None where it cannot be computed how much that is, or no bridge is left.
    """
    before, at = case.prescription, bridges_given(case)
    if before is None or before.quantity is None or at >= len(case.protocol.bridge):
        return None
    lasts = days_of(before.quantity, before.supply_days, before.directions)
    if isinstance(lasts, NotComputed):
        return None
    days = min(lasts, case.protocol.bridge[at])
    quantity = min(before.quantity, ceil(round(before.quantity * days / lasts, 6)))
    return _order(case, before, quantity, days, 0)


def bridges_given(case: Case) -> int:
    """Short supplies without refills that were prescribed since the last visit, or within a year where there is none."""
    since = last_visit_on(case) or case.today - timedelta(days=365)
    longest = max(case.protocol.bridge)
    return sum(1 for each in case.same_medicine if _is_bridge(each, since, longest))


def _is_bridge(order: Prescription, since: date, longest: int) -> bool:
    if order.refills != 0 or order.written_on is None or order.status == "entered-in-error":
        return False
    if order.written_on <= since:
        return False
    days = days_of(order.quantity, order.supply_days, order.directions)
    return not isinstance(days, NotComputed) and days <= longest


def _refills(case: Case, before: Prescription, days: int | None) -> int:
    most = [rules.most_refills for rules in case.classes.values() if rules.most_refills is not None]
    limit = min([case.protocol.most_refills, before.refills or 0, *most])
    until = visit_due_on(case)
    if days is None or until is None:
        return 0
    return max(0, min(limit, floor((until - case.today).days / days) - 1))


def _order(
    case: Case, before: Prescription, quantity: float, days: int | None, refills: int
) -> ProposedOrder:
    return ProposedOrder(
        based_on=before.id,
        medicine=before.name,
        code=before.code,
        dose=before.directions.text,
        quantity=quantity,
        unit=before.unit,
        days=days,
        refills=refills,
        pharmacy=case.told.pharmacy or before.pharmacy,
    )
