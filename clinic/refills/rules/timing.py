"""Whether the next fill is due, and whether the pharmacy may hand it over without a new prescription."""

from collections.abc import Iterator

from clinic.refills.case import Case
from clinic.refills.recommendation import NotComputed, Reason
from clinic.refills.supply import due_on, refills_left, runs_out_on
from clinic.refills.weights import reason


def too_soon(case: Case) -> Iterator[Reason | NotComputed]:
    """Not before so much of the last supply is used (clinic.refills.supply.due_on)."""
    if case.prescription is None:
        return
    if case.fills is None:
        yield NotComputed(figure="fills", why=case.facts.why_unknown("fills"))
        return
    if not case.fills:
        yield NotComputed(figure="fills", why="none_on_file")
        return
    last = case.fills[0]
    due = due_on(last, case.prescription, case.medicine.schedule, case.protocol)
    if isinstance(due, NotComputed):
        yield due
    elif case.today < due:
        end = runs_out_on(last, case.prescription)
        yield reason(
            "too_soon",
            last_fill_on=last.handed_over_on.isoformat(),
            due_on=due.isoformat(),
            runs_out_on="" if isinstance(end, NotComputed) else end.isoformat(),
        )


def left_at_the_pharmacy(case: Case) -> Iterator[Reason | NotComputed]:
    """Open refills need no prescription: the pharmacy has them (simbo.ai on Swoop; hl7.org/fhir Task, example 3)."""
    if case.prescription is None or case.fills is None or case.prescription.status != "active":
        return
    left = refills_left(case.prescription, case.own_fills, case.medicine.schedule, case.today)
    if isinstance(left, NotComputed):
        yield left
    elif left > 0:
        figures: dict[str, str] = {}
        if case.prescription.valid_until is not None:
            figures["valid_until_on"] = case.prescription.valid_until.isoformat()
        yield reason("refills_left", left=left, allowed=case.prescription.refills or 0, **figures)


TIMING = (too_soon, left_at_the_pharmacy)
