"""Which medicine it is, and whether it is one that this clinic renews at all."""

from collections.abc import Iterator

from clinic.birthdays import age_on
from clinic.refills.case import Case
from clinic.refills.recommendation import Figure, NotComputed, Reason
from clinic.refills.weights import reason

_OVER = ("stopped", "cancelled", "completed", "on-hold")


def on_list(case: Case) -> Iterator[Reason | NotComputed]:
    """A new or unknown medicine, or one of several that may be meant, is sorted out by a person."""
    if case.prescription is not None:
        return
    if case.choices:
        yield reason("which_one", choices=", ".join(case.choices))
    elif case.facts.prescriptions is None:
        yield NotComputed(figure="prescription", why=case.facts.why_unknown("prescriptions"))
    else:
        yield reason("not_on_list", name=case.name or "-")


def in_force(case: Case) -> Iterator[Reason | NotComputed]:
    """A medicine that was stopped is not renewed unseen (simbo.ai on Swoop)."""
    if case.prescription is None or case.prescription.status not in _OVER:
        return
    others = [each.name for each in case.same_medicine if each.status == "active"]
    figures: dict[str, Figure] = {"status": case.prescription.status}
    if case.prescription.written_on:
        figures["written_on"] = case.prescription.written_on.isoformat()
    if others:
        figures["instead"] = others[0]
    yield reason("stopped", **figures)


def ours(case: Case) -> Iterator[Reason | NotComputed]:
    """Only own prescriptions are renewed (allnurses.com med-refills; dentonfpc.com practice-policy)."""
    if case.prescription is None:
        return
    if case.prescription.from_here is None:
        yield NotComputed(figure="prescriber", why="not_stated")
    elif not case.prescription.from_here:
        yield reason("other_prescriber", prescriber=case.prescription.prescriber or "-")


def in_a_class(case: Case) -> Iterator[Reason | NotComputed]:
    """A medicine without a class in the protocol, or with a class for which a clinician decides each time."""
    if case.prescription is None:
        return
    if len(case.classes) < len(case.medicine.classes) or not case.medicine.classes:
        yield reason("class_unknown", name=case.name)
    for key, rules in case.classes.items():
        if not rules.routine and case.medicine.schedule is None:
            yield reason("not_routine", medicine_class=key)


def of_age(case: Case) -> Iterator[Reason | NotComputed]:
    """The sources' protocols are for adults (docsbay.net): for children a clinician decides."""
    if case.facts.birth_date is None:
        yield NotComputed(figure="age", why=case.facts.why_unknown("birth_date"))
        return
    age = age_on(case.facts.birth_date, case.today)
    if age < case.protocol.adults_from:
        yield reason("too_young", age=age, adults_from=case.protocol.adults_from)


def first_of_its_kind(case: Case) -> Iterator[Reason | NotComputed]:
    """Where a class asks for it, a treatment that began lately is a clinician's (docsbay.net: SSRI, six months)."""
    for rules in case.classes.values():
        if rules.settled_after is None or case.prescription is None:
            continue
        written = [each.written_on for each in case.same_medicine if each.written_on is not None]
        if not written:
            yield NotComputed(figure="prescription", why="no_date")
        elif (case.today - min(written)).days < rules.settled_after.days:
            yield reason(
                "new_treatment", began_on=min(written).isoformat(), settled_after=rules.settled_after.days
            )


def asked_once(case: Case) -> Iterator[Reason | NotComputed]:
    """The same medicine is waiting for a decision already (simbo.ai on Swoop: duplicate request)."""
    if case.already_asked:
        yield reason("already_asked")


IDENTITY = (on_list, in_force, ours, in_a_class, of_age, first_of_its_kind, asked_once)
