"""Whether the next fill is due, and whether the pharmacy may hand it over without a new prescription."""

from collections.abc import Iterator

from clinic.refills.case import Case
from clinic.refills.recommendation import NotComputed, Reason
from clinic.refills.supply import due_on, prescribed_until, refills_left, runs_out_on
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
        figures = {"last_fill_on": last.handed_over_on.isoformat(), "due_on": due.isoformat()}
        end = runs_out_on(last, case.prescription)
        if not isinstance(end, NotComputed):
            figures["runs_out_on"] = end.isoformat()
        yield reason("too_soon", **figures)


def left_at_the_pharmacy(case: Case) -> Iterator[Reason | NotComputed]:
    """Open refills need no prescription: the pharmacy has them (simbo.ai on Swoop; hl7.org/fhir Task, example 3)."""
    if case.prescription is None or case.prescription.status != "active":
        return
    if not case.fills:
        # Not all pharmacies report to the EHR: that no fill is on file does not mean that there was none.
        until = prescribed_until(case.prescription)
        if until is not None and until > case.today:
            yield NotComputed(figure="refills_left", why=f"enough was prescribed to last until {until}")
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
