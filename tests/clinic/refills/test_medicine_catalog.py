"""What a medicine is by its name, and which allergies speak against it."""

import pytest

from clinic.refills.medicines import identify, is_same, speaks_against
from clinic.settings.refill_defaults import CLASSES


@pytest.mark.parametrize(
    ("name", "classes", "schedule"),
    [
        ("Lisinopril 10 mg tablet", ("ace_arb",), None),
        ("24 HR metoprolol succinate 50 MG Extended Release Oral Tablet [Toprol]", ("blood_pressure",), None),
        ("lisinopril 20 MG / hydrochlorothiazide 12.5 MG Oral Tablet", ("ace_arb", "blood_pressure"), None),
        ("Albuterol 90 mcg/actuation inhaler", ("rescue_inhaler",), None),
        ("insulin glargine 100 UNT/ML pen", ("insulin",), None),
        ("hydrocodone-acetaminophen 5-325 mg tablet", ("controlled",), 2),
        ("butalbital, acetaminophen and codeine", ("controlled",), 2),
        ("Xanax 0.5 mg", ("benzodiazepine",), 4),
        ("Lyrica 75 mg capsule", ("controlled",), 5),
        ("lisinopril-foobaril 10 mg", (), None),
        ("oxycodone / foobaril", (), 2),
        ("Foobaril 5 mg", (), None),
        ("", (), None),
    ],
)
def test_a_name_is_a_class_and_a_schedule(name: str, classes: tuple[str, ...], schedule: int | None) -> None:
    found = identify(name)
    assert (found.classes, found.schedule) == (classes, schedule)
    assert set(found.classes) <= CLASSES.keys()


@pytest.mark.parametrize(
    ("substance", "name", "speaks"),
    [
        ("Allergy to penicillin", "Amoxicillin 500 mg capsule", True),
        ("Penicillins", "Augmentin 875 mg", True),
        ("Allergy to sulfonamide", "Bactrim DS", True),
        ("sulfa drugs", "sulfamethoxazole / trimethoprim", True),
        ("Zestril", "lisinopril 10 mg", True),
        ("ACE inhibitor", "Enalapril 5 mg", True),
        ("Statins", "Lipitor 20 mg", True),
        ("aspirin", "ibuprofen 600 mg", True),
        ("Foobaril", "Foobaril 5 mg", True),
        ("Allergy to peanut", "Albuterol 90 mcg inhaler", False),
        ("penicillin", "lisinopril 10 mg", False),
        ("tablet coating", "lisinopril 10 mg tablet", False),
        ("sodium bicarbonate", "naproxen sodium 220 mg", False),
        ("No known allergies", "lisinopril 10 mg", False),
    ],
)
def test_an_allergy_speaks_against_a_medicine_its_parts_and_its_group(
    substance: str, name: str, speaks: bool
) -> None:
    assert speaks_against(substance, name) is speaks


def test_a_medicine_is_the_same_in_any_strength_and_under_its_brand() -> None:
    assert is_same("Lisinopril 10 mg tablet", "Zestril 40 mg")
    assert is_same("Foobaril 5 mg", "foobaril 5 MG")
    assert not is_same("Lisinopril 10 mg", "lisinopril / hydrochlorothiazide 10-12.5 mg")
