"""The default refill protocol as it would stand in clinic.yaml: classes of medicines and the labs they need.

Sources are in docs/operator/refills.md by class: D docsbay.net/internal-medicine-renewal-guidelines, H
hendersonhealthcare.org medication-refills, [GK] general knowledge that a clinician has to confirm.
"""

from typing import Any

_CREATININE = {"lab": "creatinine", "within": "365d"}
_BLOOD_PRESSURE = (
    {"lab": "systolic", "within": "122d", "at_most": 140},
    {"lab": "diastolic", "within": "122d", "at_most": 90},
)

CLASSES: dict[str, dict[str, Any]] = {
    # H: seen within four months with blood pressure in range; potassium and creatinine yearly [GK].
    "ace_arb": {
        "visit": "122d",
        "labs": [{"lab": "potassium", "within": "365d"}, _CREATININE, *_BLOOD_PRESSURE],
    },
    # H as above, without the labs of ACE inhibitors.
    "blood_pressure": {"visit": "122d", "labs": [*_BLOOD_PRESSURE]},
    "statin": {"visit": "365d", "labs": [{"lab": "ldl", "within": "365d"}]},  # [GK]
    "thyroid": {"visit": "365d", "labs": [{"lab": "tsh", "within": "365d"}]},  # [GK]
    # D: doctor within 12 months or nurse within 6 (the EHR does not say whose visit it was: the shorter);
    # A1c every 3 months above 7 %, else every 6; metabolic panel, urine albumin and lipids yearly.
    "diabetes": {
        "visit": "183d",
        "labs": [
            {"lab": "a1c", "within": "183d", "above": 7, "within_above": "92d"},
            _CREATININE,
            {"lab": "urine_albumin", "within": "365d"},
            {"lab": "ldl", "within": "365d"},
        ],
    },
    "insulin": {
        "visit": "183d",
        "labs": [{"lab": "a1c", "within": "183d", "above": 7, "within_above": "92d"}],
        "keep_taking": True,
    },
    "antidepressant": {"visit": "365d", "settled_after": "183d"},  # D: SSRI, SNRI and others, adults only
    "acid": {"visit": "548d"},  # D: PPI and H2 blockers, 18 months
    "pain": {"visit": "548d"},  # D: NSAIDs, 18 months
    "gout": {"visit": "548d"},  # D: allopurinol, 18 months
    "inhaler": {"visit": "365d"},  # D
    "rescue_inhaler": {"visit": "365d", "most_refills": 2, "keep_taking": True},  # D: one with two refills
    # shs-manual.ucsc.edu: blood pressure above 120/80 goes to the clinician.
    "contraceptive": {
        "visit": "365d",
        "labs": [
            {"lab": "systolic", "within": "365d", "at_most": 120},
            {"lab": "diastolic", "within": "365d", "at_most": 80},
        ],
    },
    # D: visit within 12 months; blood count and creatinine yearly [GK].
    "anticoagulant": {
        "visit": "365d",
        "labs": [
            {"lab": "hemoglobin", "within": "365d"},
            {"lab": "platelets", "within": "365d"},
            _CREATININE,
        ],
        "keep_taking": True,
    },
    "warfarin": {"routine": False, "keep_taking": True},  # D: to the INR nurse
    "antiplatelet": {"routine": False, "keep_taking": True},  # D: clopidogrel to the provider each time
    # D: visit within 12 months, blood count, metabolic panel and drug level yearly; the level differs by
    # medicine, so that these stay with a clinician until a clinic names it.
    "anticonvulsant": {"routine": False, "keep_taking": True},
    "antipsychotic": {"routine": False, "keep_taking": True},
    "antibiotic": {"routine": False},  # moam.info
    "antifungal": {"routine": False},  # moam.info
    "steroid": {"routine": False, "keep_taking": True},  # [GK]: not stopped abruptly
    "benzodiazepine": {"routine": False, "visit": "91d", "keep_taking": True},  # H: seen within three months
    "controlled": {"routine": False, "visit": "91d"},  # moam.info
}

LABS: dict[str, tuple[str, ...]] = {
    "potassium": ("2823-3", "6298-4"),
    "creatinine": ("2160-0", "38483-4"),
    "a1c": ("4548-4", "17856-6"),
    "urine_albumin": ("14959-1", "9318-7", "14957-5"),
    "ldl": ("13457-7", "18262-6", "2089-1"),
    "tsh": ("3016-3", "11579-0"),
    "hemoglobin": ("718-7",),
    "platelets": ("777-3",),
    "systolic": ("8480-6",),
    "diastolic": ("8462-4",),
}
"""LOINC codes (loinc.org) of what laboratories and vital signs are filed under."""
