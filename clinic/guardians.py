"""What somebody may do for another patient, and a minor alone: clinic.yaml's consent rules, as pure functions.

A personal representative acts as the patient (45 CFR 164.502(g)), but not for care that a minor lawfully consents to;
no two states are alike (AAP, Pediatrics 149:e2021053458). The defaults are those of a clinic that lets parents book for
all their minor children and see the records of the young ones only (clinic-rules section 4: 12 to 17 limited, at 18 the
records are the patient's own). A clinic asks its lawyer before it relies on them.
"""

from collections.abc import Collection
from datetime import date

from clinic.birthdays import age_on
from clinic.identity import Action
from clinic.settings.schema import ClinicSettings

PARENTS = frozenset({
    "PRN", "MTH", "FTH", "NMTH", "NFTH", "NPRN", "ADOPTP", "ADOPTM", "ADOPTF", "STPPRN", "STPMTH", "STPFTH",
    "PRNFOST", "MTHFOST", "FTHFOST", "GUARD",
})  # fmt: skip
"""Codes of v3-RoleCode for those who act for a minor: parents of all kinds and guardians."""
ATTORNEYS = frozenset({"POWATT", "HPOWATT", "DPOWATT", "GUARD"})
"""Codes for those who act for a patient of any age: powers of attorney, guardians (of adults: conservators)."""
ALL: tuple[Action, ...] = ("book", "appointments", "medicines", "results")


def may_act_for(
    settings: ClinicSettings, relationships: Collection[str], born: date, action: Action, today: date
) -> bool:
    """Whether somebody so related may have `action` done for a patient born on `born`. No means: staff decide."""
    return action in permissions(settings, relationships, born, today)


def permissions(
    settings: ClinicSettings, relationships: Collection[str], born: date, today: date
) -> tuple[Action, ...]:
    """All that somebody so related may have done. `relationships` are v3-RoleCodes, `today` the clinic's local date."""
    related, rules = frozenset(relationships), settings.guardians
    if related & ATTORNEYS:
        return ALL
    age = age_on(born, today)
    if not related & PARENTS or age >= rules.own_records_from:
        return ()
    return ALL if age < rules.limited_from else rules.limited


def withheld_visit_types(
    settings: ClinicSettings, relationships: Collection[str], born: date, today: date
) -> tuple[str, ...]:
    """Kinds of visits that somebody so related neither books nor hears of: care that a minor consents to alone.

    45 CFR 164.502(g)(3). Powers of attorney and court's guardians stand for the patient in these, too.
    """
    if frozenset(relationships) & ATTORNEYS or age_on(born, today) < settings.guardians.limited_from:
        return ()
    return settings.guardians.confidential


def needs_grown_up(settings: ClinicSettings, born: date, today: date) -> bool:
    """So young that whoever gives this birthday speaks of a child, and not of themselves."""
    return age_on(born, today) < settings.guardians.limited_from


def may_act_alone(
    settings: ClinicSettings, born: date, action: Action, visit_type: str | None, today: date
) -> bool:
    """Whether a patient born on `born` may have `action` done without a grown-up. No means: staff decide."""
    rules = settings.guardians
    if age_on(born, today) >= rules.own_records_from:
        return True
    if needs_grown_up(settings, born, today):
        return False
    return action in rules.alone or (action in ("book", "appointments") and visit_type in rules.confidential)
