"""A visit that no rule let a patient have: where the clinic allows overbooking, an approval puts it beside others."""

from datetime import datetime

from clinic.models import Directory
from clinic.overbooking import allowance
from clinic.settings import ClinicSettings
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.reasons import reason
from graph.requests.services import RequestServices, staff_session
from graph.requests.waiting import Checked, Proposal, Recommendation
from tools.ehr.results import Booked, DirectoryListed, Refused

EDITABLE = ("start", "clinician", "site")
_START = "%Y-%m-%d %H:%M"


async def check(draft: Draft, services: RequestServices) -> Checked:
    """A proposal to squeeze the visit in, with what the patient wished; whoever approves says when. Else nothing."""
    visit_type = draft.told.get("visit_type", "")
    if draft.task != "book" or not draft.patient_id or not _is_allowed(services.settings, visit_type):
        return Checked()
    listed = await services.ehr.clinic_directory(staff_session(draft))
    if not isinstance(listed, DirectoryListed):
        return Checked()
    clinicians = {each.id: each.name for each in listed.directory.clinicians}
    sites = {each.id: each.name for each in listed.directory.sites}
    day, time = draft.told.get("date", ""), draft.told.get("time", "")
    fields = {
        "visit_type": visit_type,
        "start": f"{day} {time}" if len(day) == len("2026-03-05") and len(time) == len("09:20") else "",
        "clinician": clinicians.get(draft.told.get("clinician", ""), ""),
        "site": sites.get(draft.told.get("site", ""), next(iter(sites.values())) if len(sites) == 1 else ""),
    }
    return Checked(
        recommendation=Recommendation(what="review", reasons=(reason("overbooking_allowed"),)),
        proposal=Proposal(action="overbook_appointment", fields=fields, editable=EDITABLE),
    )


def _is_allowed(settings: ClinicSettings, visit_type: str) -> bool:
    """Whether any clinician who does such visits takes one beside others."""
    if visit_type not in settings.visit_types:
        return False
    kinds = settings.scheduling.overbooking.visit_types
    clinicians = settings.visit_types[visit_type].clinicians
    return (not kinds or visit_type in kinds) and any(
        allowance(settings, each).per_half_day for each in clinicians
    )


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:  # noqa: ARG001
    """The key is the request's: however often it is tried, one visit stands."""
    fields = proposal.fields
    if proposal.action != "overbook_appointment" or not fields.get("start", "").strip():
        return Effect()  # people have booked it, or will
    try:
        start = datetime.strptime(fields["start"].strip(), _START).replace(tzinfo=services.settings.zone)
    except ValueError:
        return Effect(outcome="failed", code="invalid_start")
    session = staff_session(draft)
    listed = await services.ehr.clinic_directory(session)
    if not isinstance(listed, DirectoryListed):
        return Effect(outcome="failed", code="ehr_unavailable")
    clinician_id, site_id = _named(listed.directory, fields)
    if not clinician_id or not site_id:
        return Effect(outcome="failed", code="invalid_clinician" if not clinician_id else "invalid_site")
    answer = await services.ehr.overbook_appointment(
        session,
        visit_type=fields["visit_type"],
        clinician_id=clinician_id,
        site_id=site_id,
        start=start,
        reason=draft.told.get("reason", "")[:1000],
        idempotency_key=f"{draft.id}.visit",
    )
    match answer:
        case Booked(appointment=visit):
            return Effect(reference=f"Appointment/{visit.id}")
        case Refused():
            return Effect(
                outcome="failed", code=answer.detail if answer.code == "not_bookable" else answer.code
            )
    return Effect(outcome="unknown", code="answer_lost")


def _named(directory: Directory, fields: dict[str, str]) -> tuple[str, str]:
    """Ids in the EHR of the clinician and the site, by name as the clinic has it; "" for one that is none."""
    clinicians = {each.name.casefold(): each.id for each in directory.clinicians}
    sites = {each.name.casefold(): each.id for each in directory.sites}
    clinician, site = (fields.get(name, "").strip().casefold() for name in ("clinician", "site"))
    return clinicians.get(clinician, ""), sites.get(site, "")


OUT_OF_POLICY = Kind("out_of_policy", check=check, apply=apply)
