"""What the record says beside a refill, in the few lines that fit the staff's screen."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from clinic.refills import Prescription, RefillFacts
from graph.requests.waiting import Fact

MOST_FILLS, MOST_LABS = 2, 3


def facts_of(
    facts: RefillFacts, prescription_id: str, labs: Mapping[str, Collection[str]]
) -> tuple[Fact, ...]:
    """The prescription meant (all that are taken where none is), fills, allergies, visits and labs, with dates.

    `labs`: the clinic's names for them, with their LOINC codes.
    """
    names = {code: name for name, codes in labs.items() for code in codes}
    return tuple(_lines(facts, prescription_id, names))


def _lines(facts: RefillFacts, prescription_id: str, labs: Mapping[str, str]) -> Iterator[Fact]:
    known = facts.prescriptions or ()
    meant = [each for each in known if each.id == prescription_id]
    for each in meant or [each for each in known if each.status == "active"]:
        yield Fact(label="Prescription", value=_prescription(each), on=_day(each.written_on))
    fills = [
        each for each in facts.fills or () if not prescription_id or each.prescription_id == prescription_id
    ]
    for fill in fills[:MOST_FILLS]:
        days = f", {fill.days:g} days" if fill.days else ""
        yield Fact(label="Dispensed", value=f"{fill.name}{days}", on=_day(fill.handed_over_on))
    for allergy in facts.allergies or ():
        yield Fact(label="Allergy", value=allergy.substance, on=_day(allergy.recorded_on))
    if facts.allergies == ():
        yield Fact(label="Allergy", value="none on file")
    if facts.visits is not None:
        last = facts.visits[0].seen_on if facts.visits else None
        yield Fact(label="Last visit", value="" if last else "none on file", on=_day(last))
    if facts.next_visit_on:
        yield Fact(label="Next visit", value="", on=_day(facts.next_visit_on))
    for lab in (facts.labs or ())[:MOST_LABS]:
        value = "no number" if lab.value is None else f"{lab.value:g} {lab.unit}".strip()
        yield Fact(label=f"Lab {labs.get(lab.code, lab.code)}", value=value, on=_day(lab.taken_on))
    for gap in facts.gaps:
        yield Fact(label=gap.part, value=f"not known: {gap.why}")


def _prescription(each: Prescription) -> str:
    parts = [each.name, each.directions.text, "" if each.status == "active" else each.status]
    if each.quantity is not None:
        parts.append(f"{each.quantity:g} {each.unit}".strip())
    if each.refills is not None:
        parts.append(f"{each.refills} refills")
    parts.append(each.prescriber)
    return "; ".join(part for part in parts if part)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
