"""Which plan is meant, whether a rule has to know it, and who takes it: a table for each."""

import pytest

from clinic.insurance import may_come_with, needs_insurance, plan_named, takes
from clinic.scheduling import Forbidden
from clinic.settings import ClinicSettings

PLANS = ("Aetna PPO", "Anthem Blue Cross Blue Shield", "Humana", "Medicaid", "Medicare", "UnitedHealthcare")


def clinic_with(small_clinic: ClinicSettings, **lists: tuple[str, ...]) -> ClinicSettings:
    """The small clinic with plans, and with lists of their own for the first clinician, site and visit type."""
    clinician, site = next(iter(small_clinic.clinicians)), next(iter(small_clinic.sites))
    who = small_clinic.clinicians[clinician].model_copy(update={"insurance": lists.get("clinician", ())})
    where = small_clinic.sites[site].model_copy(update={"insurance": lists.get("site", ())})
    return small_clinic.model_copy(
        update={
            "insurance": PLANS,
            "clinicians": {**small_clinic.clinicians, clinician: who},
            "sites": {**small_clinic.sites, site: where},
        }
    )


@pytest.mark.parametrize(
    ("told", "plan"),
    [
        ("Aetna", "Aetna PPO"),
        ("I have Aetna through my job", "Aetna PPO"),
        ("Anthem", "Anthem Blue Cross Blue Shield"),
        ("blue cross blue shield", "Anthem Blue Cross Blue Shield"),
        ("Blue Cross of California", None),
        ("tengo Medicaid", "Medicaid"),
        ("NY Medicaid", "Medicaid"),
        ("united health care", "UnitedHealthcare"),
        ("UNITEDHEALTHCARE", "UnitedHealthcare"),
        ("Humana Medicare", None),
        ("Golden Shield Plus", None),
        ("my insurance", None),
        ("", None),
    ],
)
def test_a_plan_is_known_by_its_telling_words_and_never_guessed_of_two(
    small_clinic: ClinicSettings, told: str, plan: str | None
) -> None:
    assert plan_named(clinic_with(small_clinic), told) == plan


@pytest.mark.parametrize(
    ("lists", "needed"),
    [
        ({}, False),
        ({"clinician": ("Medicaid",)}, True),
        ({"site": ("Medicaid",)}, True),
    ],
)
def test_a_plan_is_asked_for_only_where_a_clinician_or_a_site_takes_not_every_one(
    small_clinic: ClinicSettings, lists: dict[str, tuple[str, ...]], needed: bool
) -> None:
    settings = clinic_with(small_clinic, **lists)
    clinician = next(iter(settings.clinicians))
    kinds = {key for key, kind in settings.visit_types.items() if clinician in kind.clinicians}
    assert kinds
    assert {needs_insurance(settings, key) for key in kinds} == {needed}


def test_a_kind_of_visit_may_need_a_plan_whoever_does_it(small_clinic: ClinicSettings) -> None:
    key, kind = next(iter(small_clinic.visit_types.items()))
    needed = kind.model_copy(update={"insurance": "needed"})
    settings = clinic_with(small_clinic).model_copy(update={"visit_types": {key: needed}})
    assert needs_insurance(settings, key)


@pytest.mark.parametrize(
    ("plan", "lists", "setting"),
    [
        ("Medicaid", {}, None),
        ("Medicaid", {"clinician": ("Medicaid",), "site": ("Medicaid", "Humana")}, None),
        ("Humana", {"clinician": ("Medicaid",)}, "clinicians.{clinician}.insurance"),
        ("Humana", {"site": ("Medicaid",)}, "sites.{site}.insurance"),
        ("Fidelis", {}, "insurance"),
        (None, {}, "insurance"),
    ],
)
def test_who_has_a_list_takes_what_is_on_it_and_who_has_none_what_the_clinic_takes(
    small_clinic: ClinicSettings, plan: str | None, lists: dict[str, tuple[str, ...]], setting: str | None
) -> None:
    settings = clinic_with(small_clinic, **lists)
    clinician, site = next(iter(settings.clinicians)), next(iter(settings.sites))
    verdict = takes(settings, plan, clinician=clinician, site=site)
    found = verdict.setting if isinstance(verdict, Forbidden) else None
    assert found == (setting.format(clinician=clinician, site=site) if setting else None)


@pytest.mark.parametrize(
    ("plans", "lists", "kind", "expected"),
    [
        ((), {}, "any", "allowed"),
        ((), {}, "needed", "insurance_not_known"),
        ((), {"clinician": ("Medicaid",)}, "any", "insurance_not_known"),
        ((), {"site": ("Medicaid",)}, "any", "insurance_not_known"),
        (("Medicaid",), {"clinician": ("Medicaid",)}, "any", "allowed"),
        (("Humana",), {"clinician": ("Medicaid",)}, "any", "insurance_not_accepted"),
        (("Golden Shield Plus", "NY Medicaid"), {"clinician": ("Medicaid",)}, "needed", "allowed"),
        (("Golden Shield Plus",), {}, "any", "insurance_not_accepted"),
        (("Humana",), {}, "needed", "allowed"),
    ],
)
def test_a_visit_is_booked_with_a_plan_that_is_taken_wherever_a_plan_decides(
    small_clinic: ClinicSettings,
    plans: tuple[str, ...],
    lists: dict[str, tuple[str, ...]],
    kind: str,
    expected: str,
) -> None:
    settings = clinic_with(small_clinic, **lists)
    clinician, site = next(iter(settings.clinicians)), next(iter(settings.sites))
    key = next(key for key, each in settings.visit_types.items() if clinician in each.clinicians)
    decided = settings.visit_types[key].model_copy(update={"insurance": kind})
    settings = settings.model_copy(update={"visit_types": {key: decided}})
    verdict = may_come_with(settings, key, plans, clinician=clinician, site=site)
    assert (verdict.rule if isinstance(verdict, Forbidden) else "allowed") == expected
