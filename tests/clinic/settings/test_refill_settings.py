"""The `refills` section of clinic.yaml: defaults that are safe, single fields over them, and mistakes with their line."""

from datetime import timedelta

import pytest

from clinic.settings import InvalidClinic, parse_clinic
from clinic.settings.refill_defaults import CLASSES, LABS

CLINIC = """\
name: Small Clinic
time_zone: America/New_York
phone: "+1 212-555-0100"
sites:
  main: {name: Main, location: main, address: 1 Main Street, phone: 212-555-0101, hours: {mon: "08:00-12:00"}}
clinicians:
  osei: {npi: "1234567893", name: Dr. Ama Osei}
visit_types:
  follow_up: {name: {en: follow-up}, service_type: follow-up, minutes: 20, clinicians: [osei]}
refills:
"""
SIGNED = """\
  auto_approve: true
  standing_orders:
    - {name: Dr. Ama Osei, npi: "1234567893", signed_on: 2026-01-15, classes: [statin], most_refills: 1}
"""


def problems_of(refills: str) -> list[str]:
    with pytest.raises(InvalidClinic) as raised:
        parse_clinic(CLINIC + refills)
    return [f"{each.line} {each.path}: {each.message}: {each.suggestion}" for each in raised.value.problems]


def test_what_is_left_out_stays_as_it_is() -> None:
    refills = parse_clinic(
        CLINIC + "  classes:\n    ace_arb: {visit: 180d}\n    own: {routine: false}\n"
    ).refills
    assert refills.classes["ace_arb"].visit == timedelta(days=180)
    assert [need.lab for need in refills.classes["ace_arb"].labs] == [
        "potassium",
        "creatinine",
        "systolic",
        "diastolic",
    ]
    assert refills.classes.keys() == CLASSES.keys() | {"own"}
    assert refills.labs.keys() == LABS.keys()


def test_nothing_is_approved_by_itself_unless_somebody_signed_it() -> None:
    assert parse_clinic(CLINIC + "  adults_from: 18\n").refills.auto_approve is False
    assert parse_clinic(CLINIC + SIGNED).refills.standing_orders[0].good_for == timedelta(days=365)


def test_every_lab_that_a_default_class_needs_has_codes() -> None:
    needed = {need["lab"] for rules in CLASSES.values() for need in rules.get("labs", ())}
    assert needed == LABS.keys()


MISTAKES = [
    pytest.param(
        "  auto_approve: true\n",
        [
            "10 refills: auto_approve is on, and no clinician has signed a standing order: "
            "auto_approve: false, or standing_orders with who signed what"
        ],
        id="auto-approval that nobody signed",
    ),
    pytest.param(
        SIGNED.replace("1234567893", "9000000015"),
        [
            "13 refills.standing_orders.0.npi: '9000000015' is the NPI of none of the clinic's clinicians: "
            "that of the one who signed, as under clinicians"
        ],
        id="signed by a stranger",
    ),
    pytest.param(
        SIGNED.replace("[statin]", "[statins]"),
        [
            "13 refills.standing_orders.0.classes.0: there is no 'statins' under refills.classes: "
            "did you mean 'statin'?"
        ],
        id="unknown class",
    ),
    pytest.param(
        SIGNED.replace("[statin]", "[controlled]"),
        [
            "13 refills.standing_orders.0.classes.0: 'controlled' is decided by a clinician each time: "
            "leave it out, or review the class before you make it routine"
        ],
        id="standing order for controlled medicines",
    ),
    pytest.param(
        SIGNED.replace("[statin]", "[warfarin]") + "  classes:\n    warfarin: {visit: 180d}\n",
        [
            "13 refills.standing_orders.0.classes.0: 'warfarin' is decided by a clinician each time: "
            "leave it out, or review the class before you make it routine"
        ],
        id="standing order for a class that is not routine, with another field changed",
    ),
    pytest.param(
        SIGNED.replace("signed_on: 2026-01-15, ", ""),
        ["13 refills.standing_orders.0.signed_on: 'signed_on' is missing: add 'signed_on: 2026-01-15'"],
        id="no date of signing",
    ),
    pytest.param(
        "  classes:\n    statin: {visit: 12 months}\n",
        ['12 refills.classes.statin.visit: \'12 months\' is no duration: such as "2h", "15m" or "60d"'],
        id="duration in words",
    ),
    pytest.param(
        "  classes:\n    statin:\n      labs: [{lab: potasium, within: 365d}]\n",
        [
            "13 refills.classes.statin.labs.0.lab: there is no 'potasium' under refills.labs: did you mean 'potassium'?"
        ],
        id="unknown lab",
    ),
    pytest.param(
        "  medicines:\n    - {name: Foobaril, medicine_class: acids}\n",
        [
            "12 refills.medicines.0.medicine_class: there is no 'acids' under refills.classes: "
            "did you mean 'acid'?"
        ],
        id="own medicine in an unknown class",
    ),
    pytest.param(
        "  used: 80\n", ["11 refills.used: 80 is too large: 1.0 or less"], id="percent in place of a share"
    ),
]


@pytest.mark.parametrize(("refills", "expected"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_write(refills: str, expected: list[str]) -> None:
    assert problems_of(refills) == expected
