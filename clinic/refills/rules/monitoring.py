"""Visits and measurements that a class of medicines needs to be on file, from lately enough."""

from collections.abc import Iterator
from datetime import date, timedelta

from clinic.refills.case import Case
from clinic.refills.facts import Lab
from clinic.refills.recommendation import Figure, NotComputed, Reason
from clinic.refills.weights import reason
from clinic.settings.refills import LabNeed


def last_visit_on(case: Case) -> date | None:
    """The last one face to face, as clinic.yaml `refills.face_to_face` says which count."""
    kinds = case.protocol.face_to_face
    return max((each.seen_on for each in case.facts.visits or () if each.kind in kinds), default=None)


def visit_due_on(case: Case) -> date | None:
    """The day by which the next visit is due: from then on it is overdue. None without a visit or a class."""
    last = last_visit_on(case)
    if last is None or not case.classes:
        return None
    return last + min(rules.visit for rules in case.classes.values())


def visit_overdue(case: Case) -> Iterator[Reason | NotComputed]:
    """The strictest class decides how long ago the last visit may be."""
    if case.prescription is None or not case.classes:
        return
    if case.facts.visits is None:
        yield NotComputed(figure="visit", why=case.facts.why_unknown("visits"))
        return
    key, rules = min(case.classes.items(), key=lambda each: each[1].visit)
    last = last_visit_on(case)
    if last is not None and (case.today - last).days <= rules.visit.days:
        return
    figures: dict[str, Figure] = {"medicine_class": key, "within": rules.visit.days}
    if last is not None:
        figures["last_visit_on"] = last.isoformat()
    if case.facts.next_visit_on is not None:
        figures["next_visit_on"] = case.facts.next_visit_on.isoformat()
    yield reason("visit_overdue", **figures)


def labs_on_file(case: Case) -> Iterator[Reason | NotComputed]:
    """Each measurement that a class needs: there, recent, and not above what a clinician has to see."""
    if case.prescription is None or not any(rules.labs for rules in case.classes.values()):
        return
    if case.facts.labs is None:
        yield NotComputed(figure="lab", why=case.facts.why_unknown("labs"))
        return
    for need in _needs(case):
        yield from _judged(case, need)


def _needs(case: Case) -> Iterator[LabNeed]:
    """One for each measurement: of several classes' the one that asks for the most recent."""
    strictest: dict[str, LabNeed] = {}
    for rules in case.classes.values():
        for need in rules.labs:
            known = strictest.get(need.lab)
            if known is None or need.within < known.within:
                strictest[need.lab] = need
    yield from strictest.values()


def _judged(case: Case, need: LabNeed) -> Iterator[Reason | NotComputed]:
    codes = case.protocol.labs.get(need.lab, ())
    found = [each for each in case.facts.labs or () if each.code in codes and each.taken_on <= case.today]
    last = max(found, key=lambda each: each.taken_on, default=None)
    within = _within(need, last)
    if last is None:
        yield reason("lab_overdue", lab=need.lab, within=within.days)
    elif (case.today - last.taken_on).days > within.days:
        yield reason("lab_overdue", lab=need.lab, within=within.days, last_on=last.taken_on.isoformat())
    elif need.at_most is not None and last.value is None:
        yield NotComputed(figure="lab", why=f"the last {need.lab} is no number")
    elif need.at_most is not None and last.value is not None and last.value > need.at_most:
        yield reason(
            "lab_high",
            lab=need.lab,
            value=last.value,
            unit=last.unit,
            at_most=need.at_most,
            taken_on=last.taken_on.isoformat(),
        )


def _within(need: LabNeed, last: Lab | None) -> timedelta:
    if need.above is None or need.within_above is None or last is None:
        return need.within
    # A value that is no number may be high: the shorter time.
    return need.within_above if last.value is None or last.value > need.above else need.within


MONITORING = (visit_overdue, labs_on_file)
