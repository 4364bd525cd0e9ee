"""One medicine of one request, with everything about it drawn together from the facts: what the rules look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from clinic.names import fold
from clinic.refills.facts import Asked, Fill, Prescription, Problem, RefillFacts, Told
from clinic.refills.medicines import Medicine, identify, is_same
from clinic.settings.refills import RefillClass, Refills

_OVER = ("stopped", "cancelled", "completed", "on-hold")


@dataclass(frozen=True)
class Case:
    """`prescription` is None for a medicine that is on no list; `choices` are several that may be meant."""

    name: str
    medicine: Medicine
    prescription: Prescription | None
    asked: Asked
    told: Told
    facts: RefillFacts
    protocol: Refills
    today: date
    already_asked: bool = False
    choices: tuple[str, ...] = ()
    fills: tuple[Fill, ...] | None = field(default=None)
    """Of this medicine, on whatever prescription, newest first; None when the EHR keeps none."""

    @property
    def classes(self) -> dict[str, RefillClass]:
        return {
            key: self.protocol.classes[key] for key in self.medicine.classes if key in self.protocol.classes
        }

    @property
    def problems(self) -> frozenset[Problem]:
        return frozenset((*self.asked.problems, *self.told.problems))

    @property
    def own_fills(self) -> tuple[Fill, ...]:
        """Those on this very prescription; where the EHR links none, those since it was written."""
        if self.prescription is None:
            return ()
        fills = self.fills or ()
        linked = tuple(each for each in fills if each.prescription_id == self.prescription.id)
        written = self.prescription.written_on
        return linked or tuple(
            each
            for each in fills
            if not each.prescription_id and (written is None or each.handed_over_on >= written)
        )

    @property
    def same_medicine(self) -> tuple[Prescription, ...]:
        """All prescriptions of it on file, whatever strength and status, newest first."""
        listed = self.facts.prescriptions or ()
        own = self.protocol.medicines
        return tuple(each for each in listed if is_same(each.name, self.name, own))


def cases(
    protocol: Refills,
    facts: RefillFacts,
    told: Told,
    today: date,
    already_asked: frozenset[str] = frozenset(),
) -> Iterator[Case]:
    """One for each medicine that is asked for, in the order asked, none twice."""
    seen: set[str] = set()
    for asked in (*told.medicines, *(_everything(facts, told) if told.everything else ())):
        prescription, choices = _meant(asked, facts, protocol)
        name = prescription.name if prescription else asked.name
        key = prescription.id if prescription else fold(name)
        if key in seen:
            continue
        seen.add(key)
        yield Case(
            name=name,
            medicine=identify(name, protocol.medicines),
            prescription=prescription,
            asked=asked,
            told=told,
            facts=facts,
            protocol=protocol,
            today=today,
            already_asked=prescription is not None and prescription.id in already_asked,
            choices=choices,
            fills=_fills_of(name, prescription, facts, protocol),
        )


def _everything(facts: RefillFacts, told: Told) -> tuple[Asked, ...]:
    """Where nothing is on the list, the request is there all the same: for a medicine without a name."""
    listed = tuple(
        Asked(prescription_id=each.id) for each in facts.prescriptions or () if each.status == "active"
    )
    return listed or (() if told.medicines else (Asked(),))


def _meant(
    asked: Asked, facts: RefillFacts, protocol: Refills
) -> tuple[Prescription | None, tuple[str, ...]]:
    """The prescription that is to be renewed, or several names when more than one may be meant.

    Of several orders of one name the newest in force counts, also when the patient meant one that is over.
    """
    listed = [each for each in facts.prescriptions or () if each.status in ("active", *_OVER)]
    named = next((each for each in listed if each.id == asked.prescription_id), None)
    wanted = named.name if named else asked.name
    same = [each for each in listed if wanted and is_same(each.name, wanted, protocol.medicines)]
    in_force = [each for each in same if each.status == "active"]
    names = tuple(dict.fromkeys(each.name for each in in_force))
    if named is not None:
        return next((each for each in in_force if fold(each.name) == fold(named.name)), named), ()
    if len(names) > 1:
        exact = [each for each in in_force if fold(each.name) == fold(wanted)]
        return (exact[0], ()) if exact else (None, names)
    return next(iter(in_force or same), None), ()


def _fills_of(
    name: str, prescription: Prescription | None, facts: RefillFacts, protocol: Refills
) -> tuple[Fill, ...] | None:
    if facts.fills is None:
        return None
    of_it = (
        each
        for each in facts.fills
        if (prescription is not None and each.prescription_id == prescription.id)
        or is_same(each.name, name, protocol.medicines)
    )
    return tuple(sorted(of_it, key=lambda each: each.handed_over_on, reverse=True))
