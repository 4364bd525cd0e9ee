"""Charts in which each case of the refill protocol can be seen: prescriptions with their fills, labs and allergies.

Whom to sign in as for which case stands in docs/operator/refills.md; a test holds the two together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from demo.calendars import instant
from demo.charts import (
    ALBUTEROL,
    ALPRAZOLAM,
    ATORVASTATIN,
    LEVOTHYROXINE,
    LISINOPRIL,
    OMEPRAZOLE,
    SERTRALINE,
    Medicine,
    medication_id,
    medication_request,
)
from demo.people import (
    ANA_FERREIRA,
    CARLOS_DE_LA_CRUZ,
    EMMA_WHITFIELD,
    JAMES_MILLER_JR,
    LUCIA_HERNANDEZ,
    OSCAR_LINDGREN,
    TOM_BECKER,
    ZOE_MULLER,
    Person,
)

_LABS = {
    "13457-7": ("LDL cholesterol", 96, "mg/dL"),
    "2823-3": ("Potassium", 4.2, "mmol/L"),
    "2160-0": ("Creatinine", 0.9, "mg/dL"),
    "3016-3": ("TSH", 2.1, "mIU/L"),
    "8480-6": ("Systolic blood pressure", 126, "mmHg"),
    "8462-4": ("Diastolic blood pressure", 78, "mmHg"),
}
"""By LOINC code."""
_SUPPLY = 90
"""Days that one fill of the demo's prescriptions lasts."""


@dataclass(frozen=True)
class RefillCase:
    """A patient with a prescription that shows a case. Numbers are days before the day the demo starts."""

    case: str
    person: Person
    medicine: Medicine
    written: int
    fills: tuple[int, ...] = ()
    refills: int = 0
    labs: tuple[str, ...] = ()
    labs_taken: int = 60
    status: Literal["active", "stopped"] = "active"
    allergic: bool = False
    written_already: bool = False
    """The prescription stands in demo.charts; only fills are added."""


REFILL_CASES = (
    RefillCase("due", OSCAR_LINDGREN, ATORVASTATIN, 270, fills=(85, 175, 265), refills=2, labs=("13457-7",)),
    RefillCase("too early", ZOE_MULLER, OMEPRAZOLE, 110, fills=(20, 108), refills=1),
    RefillCase("refills left", EMMA_WHITFIELD, OMEPRAZOLE, 90, fills=(88,), refills=3),
    RefillCase("controlled", TOM_BECKER, ALPRAZOLAM, 0, fills=(88,), written_already=True),
    RefillCase(
        "allergy",
        CARLOS_DE_LA_CRUZ,
        LISINOPRIL,
        95,
        fills=(90,),
        labs=("2823-3", "2160-0", "8480-6", "8462-4"),
        allergic=True,
    ),
    RefillCase(
        "overdue visit", JAMES_MILLER_JR, ATORVASTATIN, 430, fills=(80, 170), refills=1, labs=("13457-7",)
    ),
    RefillCase(
        "missing lab", ANA_FERREIRA, LEVOTHYROXINE, 100, fills=(88,), labs=("3016-3",), labs_taken=500
    ),
    RefillCase("stopped", LUCIA_HERNANDEZ, SERTRALINE, 300, fills=(290,), status="stopped"),
    RefillCase("no fills on file", ANA_FERREIRA, ALBUTEROL, 150, refills=2),
)


def refill_chart_resources(anchor: date) -> Iterator[dict[str, Any]]:
    """MedicationRequest, MedicationDispense, Observation and AllergyIntolerance of each case."""
    for each in REFILL_CASES:
        if not each.written_already:
            yield _order(each, anchor)
        for number, days in enumerate(each.fills, start=1):
            yield _fill(each, number, anchor - timedelta(days=days))
        for code in each.labs:
            yield _lab(each, code, anchor - timedelta(days=each.labs_taken))
        if each.allergic:
            yield _allergy(each, anchor)


def _order(each: RefillCase, anchor: date) -> dict[str, Any]:
    order = medication_request(each.person, each.medicine, anchor)
    return order | {
        "status": each.status,
        "authoredOn": (anchor - timedelta(days=each.written)).isoformat(),
        "dispenseRequest": order["dispenseRequest"] | {"numberOfRepeatsAllowed": each.refills},
    }


def _fill(each: RefillCase, number: int, day: date) -> dict[str, Any]:
    order = medication_id(each.person, each.medicine)
    return {
        "resourceType": "MedicationDispense",
        "id": f"{order.replace('medication', 'dispense', 1)}-{number}",
        "status": "completed",
        "medicationCodeableConcept": {"text": each.medicine.name},
        "subject": {"reference": f"Patient/{each.person.id}"},
        "authorizingPrescription": [{"reference": f"MedicationRequest/{order}"}],
        "quantity": {"value": _SUPPLY * each.medicine.per_day},
        "daysSupply": {"value": _SUPPLY, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"},
        "whenHandedOver": _afternoon(day),
    }


def _lab(each: RefillCase, code: str, day: date) -> dict[str, Any]:
    name, value, unit = _LABS[code]
    return {
        "resourceType": "Observation",
        "id": f"lab-{each.person.id.removeprefix('patient-')}-{code}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": name},
        "subject": {"reference": f"Patient/{each.person.id}"},
        "effectiveDateTime": _afternoon(day),
        "valueQuantity": {"value": value, "unit": unit},
    }


def _allergy(each: RefillCase, anchor: date) -> dict[str, Any]:
    status = "http://terminology.hl7.org/CodeSystem/allergyintolerance"
    ingredient = each.medicine.name.split()[0]
    rxnorm = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": each.medicine.code}
    return {
        "resourceType": "AllergyIntolerance",
        "id": f"allergy-{each.person.id.removeprefix('patient-')}-{ingredient.lower()}",
        "clinicalStatus": {"coding": [{"system": f"{status}-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{status}-verification", "code": "confirmed"}]},
        "type": "intolerance",
        "code": {"coding": [rxnorm], "text": ingredient},
        "patient": {"reference": f"Patient/{each.person.id}"},
        "recordedDate": (anchor - timedelta(days=30)).isoformat(),
    }


def _afternoon(day: date) -> str:
    """15:00 UTC: the same day in New York in summer and winter."""
    return instant(datetime.combine(day, time(15), UTC))
