"""What is dangerous to overlook: side effects, allergies, controlled medicines, pregnancy, running out."""

from collections.abc import Iterator

from clinic.refills.case import Case
from clinic.refills.medicines import speaks_against
from clinic.refills.recommendation import NotComputed, Reason
from clinic.refills.supply import MONTHS_OF_CONTROLLED, has_expired
from clinic.refills.weights import reason


def told_of_harm(case: Case) -> Iterator[Reason | NotComputed]:
    """A side effect goes to a nurse at once; other trouble with a medicine to a clinician [GK]."""
    problems = case.problems
    if "side_effect" in problems:
        yield reason("side_effect")
    if "pregnant" in problems:
        yield reason("pregnant")
    if "other_dose" in problems:
        yield reason("other_dose")
    if "not_working" in problems:
        yield reason("not_working")
    if "lost_or_stolen" in problems:
        yield reason("lost_or_stolen")


def allergic(case: Case) -> Iterator[Reason | NotComputed]:
    """An allergy or intolerance on file to the medicine, a part of it, or its group."""
    if case.facts.allergies is None:
        yield NotComputed(figure="allergies", why=case.facts.why_unknown("allergies"))
        return
    if any(not allergy.substance for allergy in case.facts.allergies):
        yield NotComputed(figure="allergies", why="not_named")
    for allergy in case.facts.allergies:
        if speaks_against(allergy.substance, case.name, case.protocol.medicines):
            figures = {"substance": allergy.substance}
            if allergy.recorded_on is not None:
                figures["recorded_on"] = allergy.recorded_on.isoformat()
            yield reason("allergy", **figures)


def controlled(case: Case) -> Iterator[Reason | NotComputed]:
    """Never routine (moam.info refill guidelines). Schedule II is never refilled: 21 CFR 1306.12; III, IV: 1306.22."""
    schedule = case.medicine.schedule
    if schedule == 2:
        yield reason("schedule_2")
    elif schedule is not None:
        yield reason("controlled", schedule=schedule)
    if case.prescription is not None and has_expired(case.prescription, schedule, case.today):
        written = case.prescription.written_on
        figures = {"written_on": written.isoformat()} if written else {}
        yield reason("controlled_expired", months=MONTHS_OF_CONTROLLED, **figures)


def running_out(case: Case) -> Iterator[Reason | NotComputed]:
    """Little is left of something that is dangerous to stop: somebody sees to it now [GK].

    What the patient says is left counts. That they say nothing is no reason for alarm: the due date speaks for itself.
    """
    left = case.asked.days_left
    if left is None or left > case.protocol.urgent_at:
        return
    kept = [key for key, rules in case.classes.items() if rules.keep_taking]
    if kept:
        yield reason("running_out", days_left=left, medicine_class=kept[0])


SAFETY = (told_of_harm, allergic, controlled, running_out)
