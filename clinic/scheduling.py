"""Who may book what, when and how late it may be changed: clinic.yaml's scheduling rules as pure functions.

What a field means is in clinic.settings.schema; every number is the clinic's own to set. New and
established patients are told apart as in billing: new is who was not seen by the group within three years
(AMA CPT, CMS). Reasons are codes; the words for them are in the catalogs.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Literal

from clinic.birthdays import age_on
from clinic.hours import holiday_on, opening_periods
from clinic.models import Patient
from clinic.settings.schema import ClinicSettings
from clinic.windows import Window, day_window

Rule = Literal[
    "unknown_visit_type",
    "unknown_clinician",
    "unknown_site",
    "new_patients_only",
    "established_patients_only",
    "too_young",
    "too_old",
    "clinician_does_not_do_this",
    "clinician_takes_no_new_patients",
    "clinician_booked_by_staff",
    "not_at_this_site",
    "insurance_not_accepted",
    "insurance_not_known",
    "too_soon",
    "too_far_ahead",
    "on_a_holiday",
    "outside_hours",
    "too_many_upcoming",
    "too_late_to_change",
    "already_started",
    "overbooking_is_off",
    "never_overbooked",
    "overbooked_today_only",
    "time_overbooked",
    "half_day_overbooked",
]


@dataclass(frozen=True)
class Allowed:
    """Nothing in clinic.yaml is against it."""


@dataclass(frozen=True)
class Forbidden:
    """A rule of clinic.yaml is against it. `setting` is its field, such as "scheduling.horizon"."""

    rule: Rule
    setting: str


Verdict = Allowed | Forbidden


def may_book(
    settings: ClinicSettings,
    visit_type: str,
    *,
    now: datetime,
    patient: Patient | None = None,
    clinician: str | None = None,
    site: str | None = None,
    start: datetime | None = None,
    upcoming: int = 0,
) -> Verdict:
    """Whether a visit may be booked, as far as its particulars are known; what is None is not judged.

    `clinician`, `site` and `visit_type` are keys of clinic.yaml, `start` and `now` zone-aware, `upcoming` the
    number of visits that the patient holds already. Age is that on the day of the visit, or today's while no
    start is known.
    """
    if visit_type not in settings.visit_types:
        return Forbidden("unknown_visit_type", "visit_types")
    verdicts = []
    if patient is not None:
        verdicts += [
            may_have(settings, visit_type, patient, start or now),
            may_hold_another(settings, upcoming),
        ]
    if clinician is not None:
        verdicts.append(may_see(settings, visit_type, clinician, patient))
    if site is not None:
        verdicts.append(is_done_at(settings, visit_type, site))
    if start is not None:
        verdicts.append(may_start(settings, visit_type, start, now))
    if start is not None and site in settings.sites:
        verdicts.append(is_open_for(settings, site, start))
    return next((verdict for verdict in verdicts if isinstance(verdict, Forbidden)), Allowed())


def may_have(settings: ClinicSettings, visit_type: str, patient: Patient, on: datetime) -> Verdict:
    """Whether this kind of visit is for such a patient: new or established, and age in completed years."""
    kind, path = settings.visit_types[visit_type], f"visit_types.{visit_type}"
    if kind.patients == "new" and patient.established:
        return Forbidden("new_patients_only", f"{path}.patients")
    if kind.patients == "established" and not patient.established:
        return Forbidden("established_patients_only", f"{path}.patients")
    age = age_on(patient.birth_date, on.astimezone(settings.zone).date())
    if age < kind.ages.min:
        return Forbidden("too_young", f"{path}.ages.min")
    if age > kind.ages.max:
        return Forbidden("too_old", f"{path}.ages.max")
    return Allowed()


def may_see(settings: ClinicSettings, visit_type: str, clinician: str, patient: Patient | None) -> Verdict:
    """Whether this clinician does this kind of visit, and has room on the panel for such a patient."""
    if clinician not in settings.clinicians:
        return Forbidden("unknown_clinician", "clinicians")
    if clinician not in settings.visit_types[visit_type].clinicians:
        return Forbidden("clinician_does_not_do_this", f"visit_types.{visit_type}.clinicians")
    panel, path = settings.clinicians[clinician].panel, f"clinicians.{clinician}.panel"
    if panel == "closed":
        return Forbidden("clinician_booked_by_staff", path)
    if panel == "established_only" and patient is not None and not patient.established:
        return Forbidden("clinician_takes_no_new_patients", path)
    return Allowed()


def is_done_at(settings: ClinicSettings, visit_type: str, site: str) -> Verdict:
    """Whether this kind of visit takes place at this site."""
    if site not in settings.sites:
        return Forbidden("unknown_site", "sites")
    sites = settings.visit_types[visit_type].sites
    return (
        Allowed()
        if not sites or site in sites
        else Forbidden("not_at_this_site", f"visit_types.{visit_type}.sites")
    )


def may_start(settings: ClinicSettings, visit_type: str, start: datetime, now: datetime) -> Verdict:
    """Whether a start lies between the minimum notice and the booking horizon, both ends included."""
    window = bookable(settings, visit_type, now)
    if start < window.start:
        return Forbidden("too_soon", f"visit_types.{visit_type}.min_notice")
    return Allowed() if start <= window.end else Forbidden("too_far_ahead", "scheduling.horizon")


def is_open_for(settings: ClinicSettings, site: str, start: datetime) -> Verdict:
    """Whether visits may start at a site then: no holiday, and within its hours unless those are the EHR's to say.

    Where the visit ends is the calendar's affair: what is begun in time is finished.
    """
    day = start.astimezone(settings.zone).date()
    if any(start in period for period in starting_periods(settings, site, day)):
        return Allowed()
    if holiday_on(settings, day):
        return Forbidden("on_a_holiday", "holidays")
    return Forbidden("outside_hours", f"sites.{site}.hours")


def starting_periods(settings: ClinicSettings, site: str, day: date) -> tuple[Window, ...]:
    """When visits may start at a site on a local date, as instants in UTC, earliest first."""
    if settings.scheduling.outside_hours == "refused":
        return opening_periods(settings, site, day)
    return () if holiday_on(settings, day) else (day_window(day, settings.zone),)


def may_hold_another(settings: ClinicSettings, upcoming: int) -> Verdict:
    """Whether a patient who holds `upcoming` visits may book one more without staff."""
    if upcoming >= settings.scheduling.max_upcoming:
        return Forbidden("too_many_upcoming", "scheduling.max_upcoming")
    return Allowed()


def may_change(settings: ClinicSettings, start: datetime, now: datetime) -> Verdict:
    """Whether a visit may be moved or cancelled without staff: up to `cancel_notice` before it."""
    if start <= now:
        return Forbidden("already_started", "scheduling.cancel_notice")
    if _utc(start) - _utc(now) < settings.scheduling.cancel_notice:
        return Forbidden("too_late_to_change", "scheduling.cancel_notice")
    return Allowed()


def bookable(settings: ClinicSettings, visit_type: str, now: datetime) -> Window:
    """From the earliest to the latest start that may be booked now. Notice and horizon are elapsed time."""
    notice = settings.visit_types[visit_type].min_notice
    return Window(_utc(now) + notice, _utc(now) + settings.scheduling.horizon)


def eligible_clinicians(
    settings: ClinicSettings, visit_type: str, patient: Patient | None
) -> tuple[str, ...]:
    """Keys of the clinicians whom this patient may see for it, in the order of clinic.yaml's visit type."""
    return tuple(
        key
        for key in settings.visit_types[visit_type].clinicians
        if isinstance(may_see(settings, visit_type, key, patient), Allowed)
    )


def eligible_sites(settings: ClinicSettings, visit_type: str) -> tuple[str, ...]:
    """Keys of the sites where it is done."""
    return settings.visit_types[visit_type].sites or tuple(settings.sites)


def visit_length(settings: ClinicSettings, visit_type: str, is_new: bool | None = None) -> timedelta:
    """How long the visit itself is for a new or an established patient; None, not known: the longer of the two."""
    kind = settings.visit_types[visit_type]
    for_new = kind.minutes if kind.new_patient_minutes is None else kind.new_patient_minutes
    by_kind = {True: for_new, False: kind.minutes, None: max(for_new, kind.minutes)}
    return timedelta(minutes=by_kind[is_new])


def lead(settings: ClinicSettings, visit_type: str) -> timedelta:
    """How long the clinician is kept free before the visit."""
    return timedelta(minutes=settings.visit_types[visit_type].buffer_before)


def span(settings: ClinicSettings, visit_type: str, is_new: bool | None = None) -> timedelta:
    """How long the clinician is taken from the visit's start: the visit and the buffer kept free behind it."""
    behind = timedelta(minutes=settings.visit_types[visit_type].buffer_after)
    return visit_length(settings, visit_type, is_new) + behind


def slots_needed(
    settings: ClinicSettings, visit_type: str, slot_length: timedelta, is_new: bool | None = None
) -> int:
    """How many slots of `slot_length` in a row a visit takes with its buffers; it starts as a slot does.

    Part of a slot counts whole.
    """
    before = ceil(lead(settings, visit_type) / slot_length)
    return before + ceil(span(settings, visit_type, is_new) / slot_length)


def _utc(instant: datetime) -> datetime:
    """Elapsed time is told in UTC: Python subtracts two times of one zone by their wall clocks."""
    return instant.astimezone(UTC)
