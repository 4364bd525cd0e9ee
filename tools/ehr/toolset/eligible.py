"""Which calendars may be offered to a patient: by the clinic's rules, the wish, the insurance plan and the language."""

from collections.abc import Collection

from clinic.insurance import plan_named, takes
from clinic.models import Patient
from clinic.scheduling import Allowed, may_see
from clinic.settings import ClinicSettings
from tools.ehr.port import Calendar, Workplace

Calendars = dict[str, Calendar]
"""By id, in the order in which clinic.yaml names the clinicians of the visit type."""


def eligible_calendars(
    settings: ClinicSettings,
    workplace: Workplace,
    visit_type: str,
    patient: Patient | None,
    clinician_ids: Collection[str] = (),
    site_ids: Collection[str] = (),
) -> Calendars:
    """Those that take such visits of such a patient. Without ids anyone and any site will do."""
    clinicians = {each.key: each.id for each in workplace.directory.clinicians}
    sites = {each.key: each.id for each in workplace.directory.sites}
    order = settings.visit_types[visit_type].clinicians
    fitting = [
        each
        for each in workplace.calendars
        if each.takes(settings, visit_type)
        and isinstance(may_see(settings, visit_type, each.clinician_key, patient), Allowed)
        and (not clinician_ids or clinicians[each.clinician_key] in clinician_ids)
        and (not site_ids or sites[each.site_key] in site_ids)
    ]
    return {each.id: each for each in sorted(fitting, key=lambda each: order.index(each.clinician_key))}


def taking_plan(calendars: Calendars, settings: ClinicSettings, told: str) -> Calendars:
    """Those where the plan that the patient told is taken; none when the clinic has no such plan."""
    plan = plan_named(settings, told)
    return {
        key: each
        for key, each in calendars.items()
        if isinstance(
            takes(settings, plan, clinician=each.clinician_key, site=each.site_key),
            Allowed,
        )
    }


def speaking(calendars: Calendars, workplace: Workplace, language: str) -> Calendars:
    """Those of the clinicians who speak it (ISO 639-1)."""
    speakers = {each.key for each in workplace.directory.clinicians if language.lower() in each.languages}
    return {key: each for key, each in calendars.items() if each.clinician_key in speakers}
