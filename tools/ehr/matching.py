"""Which of the people on file is meant: exactly one, nobody, or a question that a person has to settle."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.record_linkage import Evidence, Grade, OnFile, Particulars, compare, weights
from tools.ehr.port import PatientRecord
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound


@dataclass(frozen=True)
class Graded:
    """A record with how well it fits. `score` is in bits."""

    record: PatientRecord
    evidence: Evidence
    score: float
    grade: Grade


def identify(
    records: Sequence[PatientRecord], told: Particulars
) -> PatientFound | NoPatient | AmbiguousPatient:
    """The one certain person among the candidates, whom nobody else comes near.

    Never a guess: twins need their first name, two people of one name their phone. Somebody deceased and a record out
    of use go to staff in the same words as any unclear case.
    """
    graded = grade(records, told)
    if not graded:
        return NoPatient()
    if any(each.record.deceased and each.grade is Grade.CERTAIN for each in graded):
        return AmbiguousPatient()
    living = [each for each in graded if each.record.active and not each.record.deceased]
    if not living:
        return AmbiguousPatient()
    best, *others = living
    if best.grade is Grade.CERTAIN and not any(_is_near(each, best) for each in others):
        return PatientFound(
            patient=best.record.patient,
            phone_matches=best.evidence.phone == "on_file",
            birthday_matches=best.evidence.birthday == "same",
        )
    return AmbiguousPatient(missing=_missing(best.evidence, told))


def grade(records: Sequence[PatientRecord], told: Particulars) -> list[Graded]:
    """Those who may be the person, best first."""
    found = []
    for record in records:
        evidence = compare(told, _on_file(record))
        as_ = weights().grade(evidence)
        if as_ is not Grade.CERTAINLY_NOT:
            found.append(Graded(record, evidence, weights().score(evidence), as_))
    return sorted(found, key=lambda each: each.score, reverse=True)


def may_be_on_file(record: PatientRecord, told: Particulars) -> bool:
    """Whether the person told of may be the person of the record: nobody is put on file twice.

    Birthday and phone together count whatever the name: a name is what is misheard most, and changed.
    """
    evidence = compare(told, _on_file(record))
    if evidence.birthday == "same" and evidence.phone == "on_file":
        return True
    return weights().grade(evidence) is not Grade.CERTAINLY_NOT


def _is_near(other: Graded, best: Graded) -> bool:
    return other.score > best.score - weights().margin


def _missing(evidence: Evidence, told: Particulars) -> tuple[str, ...]:
    """What the caller may say again, or for the first time, to settle it."""
    if evidence.given not in ("exact", "short_form"):
        return ("first_name",)
    if evidence.birthday != "same":
        return ("birth_date",)
    return ("phone",) if told.phone is None else ()


def _on_file(record: PatientRecord) -> OnFile:
    patient = record.patient
    return OnFile(
        names=((patient.first_name, patient.last_name), *record.other_names),
        birth_date=patient.birth_date,
        phones=patient.phones,
        postal_codes=record.postal_codes,
    )
