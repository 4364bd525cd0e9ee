"""Which insurance plans are taken by whom and where, by clinic.yaml. Whether a plan pays is not ours to say.

Names only are compared. Eligibility, referrals and copays are for the clinic's staff and the payer (X12 270/271).
"""

import re
from collections.abc import Sequence

from clinic.names import fold
from clinic.scheduling import Allowed, Forbidden, Verdict, eligible_sites
from clinic.settings import ClinicSettings

SELF_PAY = "none"
"""The patient has no insurance, or pays without it: what that costs is arranged by staff."""
_SAYS_NOTHING = re.compile(
    r"plan|insurance|health|care|the|of|my|by|and|hmo|ppo|epo|i|have|got|with|through|an?|its?|is|im|me|on|under|"
    r"tengo|mi|seguro|es|el|la|de|con|un|soy|por|estoy|yo"
)
"""Words that many plans' names share or leave out, and those that stand around a name."""
_TELLS_PLAN = re.compile(
    r"\b(?:i have|i'?ve got|i'?m on|i am on|i'?m with|insurance is|insured (?:by|with|through)|covered by|plan is|tengo|"
    r"seguro es|asegurad[oa] (?:con|por))\b",
    re.IGNORECASE,
)
"""What stands before a plan's name, where it was not asked for."""


def needs_insurance(settings: ClinicSettings, visit_type: str) -> bool:
    """Whether a rule has to know the plan before times are offered: else it is not asked for."""
    kind = settings.visit_types[visit_type]
    who = (settings.clinicians[key].insurance for key in kind.clinicians if key in settings.clinicians)
    where = (settings.sites[key].insurance for key in eligible_sites(settings, visit_type))
    return kind.insurance == "needed" or any(who) or any(where)


def plan_named(settings: ClinicSettings, told: str) -> str | None:
    """The one plan of clinic.yaml that the words name ("I have Aetna", "anthem blue cross"); None for none or several."""
    words, joined = _telling(told), _joined(told)
    by_words = {plan: _telling(plan) for plan in settings.insurance}
    whole = [
        plan for plan, names in by_words.items() if (names and names <= words) or _joined(plan) in joined
    ]
    if not whole and words:
        whole = [plan for plan, names in by_words.items() if words <= names]
    return whole[0] if len(whole) == 1 else None


def plan_told_along(settings: ClinicSettings, line: str) -> str | None:
    """The plan that a line about something else tells ("on Friday, I have Aetna"); None where it tells none."""
    for cue in _TELLS_PLAN.finditer(line):
        clause = re.split(r"[,.;!?]", line[cue.end() :], maxsplit=1)[0]
        if plan := plan_named(settings, clause):
            return plan
    return None


def takes(
    settings: ClinicSettings, plan: str | None, *, clinician: str | None = None, site: str | None = None
) -> Verdict:
    """Whether a plan (as `plan_named` gives it) is taken by the clinic, this clinician and at this site.

    A clinician or site without a list of its own takes what the clinic takes.
    """
    if plan is None or plan not in settings.insurance:
        return Forbidden("insurance_not_accepted", "insurance")
    if clinician is not None and (theirs := settings.clinicians[clinician].insurance) and plan not in theirs:
        return Forbidden("insurance_not_accepted", f"clinicians.{clinician}.insurance")
    if site is not None and (there := settings.sites[site].insurance) and plan not in there:
        return Forbidden("insurance_not_accepted", f"sites.{site}.insurance")
    return Allowed()


def plan_decides(settings: ClinicSettings, visit_type: str, *, clinician: str, site: str) -> bool:
    """Whether a visit with this clinician at this site is booked for those alone whose plan is known and taken."""
    needed = settings.visit_types[visit_type].insurance == "needed"
    return needed or bool(settings.clinicians[clinician].insurance or settings.sites[site].insurance)


def may_come_with(
    settings: ClinicSettings, visit_type: str, plans: Sequence[str], *, clinician: str, site: str
) -> Verdict:
    """Whether a visit may be booked with the plans that the patient told or has on file: one that is taken will do.

    Without any, only where no plan decides. A plan that was told has to be taken in any case.
    """
    if not plans:
        if plan_decides(settings, visit_type, clinician=clinician, site=site):
            return Forbidden("insurance_not_known", f"visit_types.{visit_type}.insurance")
        return Allowed()
    named = [plan_named(settings, plan) for plan in plans]
    verdicts = [takes(settings, plan, clinician=clinician, site=site) for plan in named]
    return Allowed() if Allowed() in verdicts else verdicts[0]


def _telling(name: str) -> frozenset[str]:
    return frozenset(each for each in fold(name).split() if not _SAYS_NOTHING.fullmatch(each))


def _joined(name: str) -> str:
    """ "United Healthcare" and "UnitedHealthcare" are one."""
    return fold(name).replace(" ", "")
