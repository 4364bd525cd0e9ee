"""What the demo's records say beyond visits: encounters, medicines, allergies, the form for new patients."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from clinic.birthdays import age_on
from clinic.settings import ClinicSettings
from demo.calendars import instant, location_id, service_type
from demo.people import (
    ANNE_MARIE_OBRIEN,
    GRACE_KIM,
    JAMES_MILLER_JR,
    JAMES_MILLER_SR,
    JOSE_PENA,
    LEO_FERREIRA,
    MARIA_ALVAREZ,
    PEOPLE,
    ROBERT_CHANG,
    TOM_BECKER,
    WALTER_GRANT,
    Person,
)
from demo.roster import BY_KEY
from demo.visits import Visit

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_SNOMED = "http://snomed.info/sct"


@dataclass(frozen=True)
class Medicine:
    """A medicine as prescribed here. `code` is RxNorm's for the ingredient."""

    name: str
    code: str
    sig: str
    per_day: int
    refills: int = 3


LISINOPRIL = Medicine("Lisinopril 10 mg tablet", "29046", "Take 1 tablet by mouth every day", 1)
METFORMIN = Medicine("Metformin 500 mg tablet", "6809", "Take 1 tablet by mouth twice a day with food", 2)
ATORVASTATIN = Medicine("Atorvastatin 20 mg tablet", "83367", "Take 1 tablet by mouth at bedtime", 1)
LEVOTHYROXINE = Medicine("Levothyroxine 50 mcg tablet", "10582", "Take 1 tablet by mouth before breakfast", 1)
SERTRALINE = Medicine("Sertraline 50 mg tablet", "36437", "Take 1 tablet by mouth every morning", 1, 2)
ALBUTEROL = Medicine("Albuterol 90 mcg inhaler", "435", "Inhale 2 puffs every 6 hours as needed", 1, 1)
AMLODIPINE = Medicine("Amlodipine 5 mg tablet", "17767", "Take 1 tablet by mouth every day", 1)
OMEPRAZOLE = Medicine("Omeprazole 20 mg capsule", "7646", "Take 1 capsule by mouth before breakfast", 1, 2)
ALPRAZOLAM = Medicine("Alprazolam 0.5 mg tablet", "596", "Take 1 tablet by mouth at bedtime as needed", 1, 0)

_KNOWN_MEDICINES: dict[Person, tuple[Medicine, ...]] = {
    MARIA_ALVAREZ: (LISINOPRIL, METFORMIN),
    GRACE_KIM: (LEVOTHYROXINE,),
    ROBERT_CHANG: (ATORVASTATIN, AMLODIPINE),
    TOM_BECKER: (ALPRAZOLAM,),
    JAMES_MILLER_SR: (LISINOPRIL, ATORVASTATIN),
    WALTER_GRANT: (METFORMIN, OMEPRAZOLE),
    JOSE_PENA: (LISINOPRIL,),
    ANNE_MARIE_OBRIEN: (SERTRALINE,),
    LEO_FERREIRA: (ALBUTEROL,),
}
_ORDINARY_MEDICINES = (LISINOPRIL, METFORMIN, ATORVASTATIN, LEVOTHYROXINE, SERTRALINE, AMLODIPINE, OMEPRAZOLE)
_ALLERGIES = (
    ("Allergy to penicillin", "91936005"),
    ("Allergy to peanut", "91935009"),
    ("Allergy to sulfonamide", "91939003"),
)
_LAST_SEEN = {JAMES_MILLER_JR: 430}
"""Days before the anchor: he is overdue for a visit (demo.refill_charts)."""
_KNOWN_ALLERGIES = {MARIA_ALVAREZ: 0, LEO_FERREIRA: 1, ROBERT_CHANG: 2}


def chart_resources(
    settings: ClinicSettings, anchor: date, people: list[Person], visits: list[Visit]
) -> Iterator[dict[str, Any]]:
    """Encounters of the past, medicines, allergies, and the questionnaire."""
    for visit in visits:
        if visit.status == "fulfilled":
            yield _encounter_of(settings, visit)
    for person in people:
        if person.seen_before:
            yield _earlier_encounter(settings, anchor, person)
    for person in people:
        for medicine in medicines_of(person, anchor):
            yield medication_request(person, medicine, anchor)
    for person, allergy in _allergies(people):
        yield _allergy(person, *_ALLERGIES[allergy])
    yield _new_patient_form()


def medicines_of(person: Person, anchor: date) -> tuple[Medicine, ...]:
    """What a person takes now: fixed for the known ones, by chance (but always the same) for other adults."""
    if person in PEOPLE:
        return _KNOWN_MEDICINES.get(person, ())
    chance = random.Random(f"medicines {person.id}")
    if not person.seen_before or age_on(person.birth_date, anchor) < 35 or chance.random() < 0.5:
        return ()
    return tuple(chance.sample(_ORDINARY_MEDICINES, chance.choice((1, 1, 2))))


def _allergies(people: list[Person]) -> Iterator[tuple[Person, int]]:
    for person in people:
        number = random.Random(f"allergy {person.id}").randrange(36)
        if person in PEOPLE:
            number = _KNOWN_ALLERGIES.get(person, len(_ALLERGIES))
        if number < len(_ALLERGIES) and person.seen_before:
            yield person, number


def _encounter_of(settings: ClinicSettings, visit: Visit) -> dict[str, Any]:
    minutes = settings.visit_types[visit.visit_type].minutes
    encounter = _encounter(settings, f"encounter-{visit.id}", visit.patient, visit.start, minutes)
    return {
        **encounter,
        "serviceType": service_type(settings, visit.visit_type),
        "appointment": [{"reference": f"Appointment/{visit.id}"}],
        "participant": [
            {"individual": {"reference": f"Practitioner/{BY_KEY[visit.clinician].practitioner_id}"}}
        ],
        "location": [{"location": {"reference": f"Location/{location_id(visit.slots[0].site)}"}}],
    }


def _earlier_encounter(settings: ClinicSettings, anchor: date, person: Person) -> dict[str, Any]:
    """Two to eleven months ago for most, and within the three years in which a patient counts as established."""
    days = _LAST_SEEN.get(person, 60 + random.Random(f"encounter {person.id}").randrange(270))
    day = min(anchor - timedelta(days=days), person.deceased_on or anchor)
    start = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    return _encounter(settings, f"encounter-{person.id}", person, start, 20)


def _encounter(
    settings: ClinicSettings, encounter_id: str, person: Person, start: datetime, minutes: int
) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": encounter_id,
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "AMB",
            "display": "ambulatory",
        },
        "serviceType": service_type(settings, "follow_up"),
        "subject": {"reference": f"Patient/{person.id}"},
        "period": {"start": instant(start), "end": instant(start + timedelta(minutes=minutes))},
    }


def medication_id(person: Person, medicine: Medicine) -> str:
    return f"medication-{person.id.removeprefix('patient-')}-{medicine.name.split()[0].lower()}"


def medication_request(person: Person, medicine: Medicine, anchor: date) -> dict[str, Any]:
    """An active prescription of three months, written one to six months before the anchor."""
    chance = random.Random(f"prescription {person.id} {medicine.code}")
    quantity = 90 * medicine.per_day
    doctor = BY_KEY["reyes" if age_on(person.birth_date, anchor) < 18 else "okafor"]
    return {
        "resourceType": "MedicationRequest",
        "id": medication_id(person, medicine),
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [
                {"system": _RXNORM, "code": medicine.code, "display": medicine.name.split()[0].lower()}
            ],
            "text": medicine.name,
        },
        "subject": {"reference": f"Patient/{person.id}"},
        "authoredOn": (anchor - timedelta(days=30 + chance.randrange(150))).isoformat(),
        "requester": {"reference": f"Practitioner/{doctor.practitioner_id}", "display": doctor.name},
        "dosageInstruction": [
            {
                "text": medicine.sig,
                "timing": {"repeat": {"frequency": medicine.per_day, "period": 1, "periodUnit": "d"}},
            }
        ],
        "dispenseRequest": {
            "numberOfRepeatsAllowed": medicine.refills,
            "quantity": {"value": quantity},
            "expectedSupplyDuration": {
                "value": 90,
                "unit": "days",
                "system": "http://unitsofmeasure.org",
                "code": "d",
            },
        },
    }


def _allergy(person: Person, text: str, code: str) -> dict[str, Any]:
    status = "http://terminology.hl7.org/CodeSystem/allergyintolerance"
    return {
        "resourceType": "AllergyIntolerance",
        "id": f"allergy-{person.id.removeprefix('patient-')}",
        "clinicalStatus": {"coding": [{"system": f"{status}-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{status}-verification", "code": "confirmed"}]},
        "code": {"coding": [{"system": _SNOMED, "code": code, "display": text}], "text": text},
        "patient": {"reference": f"Patient/{person.id}"},
    }


def _new_patient_form() -> dict[str, Any]:
    questions = (
        ("reason", "What brings you in?", "text"),
        ("medicines", "Which medicines do you take, with their doses?", "text"),
        ("allergies", "Are you allergic to anything?", "text"),
        ("conditions", "Which illnesses or operations have you had?", "text"),
        ("tobacco", "Do you smoke or use tobacco?", "boolean"),
        ("emergency-contact", "Whom may we call in an emergency?", "string"),
        ("insurance-member-id", "What is the member number on your insurance card?", "string"),
    )
    return {
        "resourceType": "Questionnaire",
        "id": "questionnaire-new-patient",
        "url": "https://riverside-family-clinic.example/fhir/Questionnaire/new-patient",
        "name": "NewPatientForm",
        "title": "Health history of a new patient",
        "status": "active",
        "subjectType": ["Patient"],
        "item": [{"linkId": link, "text": text, "type": kind} for link, text, kind in questions],
    }
