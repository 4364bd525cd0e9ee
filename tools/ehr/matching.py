"""Which of the people born on a day is meant: exactly one, nobody, or a question that a person has to settle."""

from collections.abc import Sequence

from clinic.names import NameMatch, compare_family_names, compare_given_names, fold
from tools.ehr.port import PatientRecord
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound


def identify(
    records: Sequence[PatientRecord], first_name: str, last_name: str, phone: str | None
) -> PatientFound | NoPatient | AmbiguousPatient:
    """`records` share the birth date that was told. `first_name` may be empty; `phone` is E.164 or None.

    Never a guess: a similar name is not enough, twins need their first name, two people of one name their phone.
    Somebody deceased and a record out of use go to staff in the same words as any unclear case.
    """
    graded = [(_grade(record, first_name, last_name), record) for record in records]
    alike = [record for grade, record in graded if grade is not NameMatch.DIFFERENT]
    same = [record for grade, record in graded if grade is NameMatch.SAME]
    if not alike:
        return NoPatient()
    if any(record.deceased for record in same):
        return AmbiguousPatient()
    same = [record for record in same if record.active]
    if not first_name:
        return _without_first_name(same, alike, phone)
    if len(same) > 1:
        return _by_phone(same, phone)
    if not same and (reached := _misspelled(alike, records, phone)):
        return _found(reached, phone)
    if not same or (len(alike) > 1 and not _is_exact(same[0], first_name)):
        known = [record for record in alike if record.active and not record.deceased]
        return AmbiguousPatient(missing=("first_name",) if known else ())
    return _found(same[0], phone)


def _misspelled(
    alike: Sequence[PatientRecord], records: Sequence[PatientRecord], phone: str | None
) -> PatientRecord | None:
    """The one person with a name that is nearly the one told, when birth date and phone are exactly theirs.

    Nobody else born on that day may have the phone: twins at home do.
    """
    at_that_phone = [record for record in records if phone is not None and phone in record.patient.phones]
    if len(alike) == 1 and at_that_phone == list(alike) and alike[0].active and not alike[0].deceased:
        return alike[0]
    return None


def _without_first_name(
    same: Sequence[PatientRecord], alike: Sequence[PatientRecord], phone: str | None
) -> PatientFound | AmbiguousPatient:
    """Surname and birthday are enough only for the one person who also has the phone that was named."""
    if len(same) == 1 and len(alike) == 1 and phone in same[0].patient.phones:
        return _found(same[0], phone)
    return AmbiguousPatient(missing=("first_name",) if same else ())


def _by_phone(same: Sequence[PatientRecord], phone: str | None) -> PatientFound | AmbiguousPatient:
    if phone is None:
        return AmbiguousPatient(missing=("phone",))
    reached = [record for record in same if phone in record.patient.phones]
    return _found(reached[0], phone) if len(reached) == 1 else AmbiguousPatient()


def _found(record: PatientRecord, phone: str | None) -> PatientFound:
    return PatientFound(patient=record.patient, phone_matches=phone in record.patient.phones)


def _grade(record: PatientRecord, first_name: str, last_name: str) -> NameMatch:
    """The best of all names on file."""
    on_file = ((record.patient.first_name, record.patient.last_name), *record.other_names)
    return max(_grade_name(first_name, last_name, first, last) for first, last in on_file)


def _grade_name(first_name: str, last_name: str, first_on_file: str, last_on_file: str) -> NameMatch:
    family = compare_family_names(last_name, last_on_file)
    # A name on file without a given one (a maiden name often is) says nothing against the given name told.
    if not first_name or not first_on_file:
        return family
    given = compare_given_names(first_name, first_on_file)
    if given is NameMatch.DIFFERENT and fold(first_on_file).startswith(fold(first_name)):
        given = NameMatch.CLOSE  # an initial, or the beginning of a name ("Em")
    return min(family, given)


def may_be_on_file(record: PatientRecord, first_name: str, last_name: str, phone: str) -> bool:
    """Whether somebody of this name and phone, born on the record's day, may be the person of the record.

    Birthday and phone together count whatever the name: a name is what is misheard most.
    """
    return phone in record.patient.phones or _grade(record, first_name, last_name) is not NameMatch.DIFFERENT


def _is_exact(record: PatientRecord, first_name: str) -> bool:
    """The very name on file, not a short form that may be anybody's."""
    return fold(first_name) in {
        fold(record.patient.first_name),
        *(fold(first) for first, _ in record.other_names),
    }
