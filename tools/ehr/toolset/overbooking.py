"""Tool for staff alone: put a visit beside others that hold its time, as clinic.yaml's overbooking allows."""

from datetime import datetime

from clinic.models import Patient
from clinic.overbooking import allowance, half_day, may_overbook
from clinic.scheduling import (
    Forbidden,
    is_done_at,
    is_open_for,
    lead,
    may_have,
    may_see,
    span,
    visit_length,
)
from clinic.windows import Window
from tools.ehr.arguments import IdempotencyKey, Instant, InvalidArgument, a_key, a_text, an_instant
from tools.ehr.capabilities import unsupported
from tools.ehr.policy import write_tool
from tools.ehr.port import Calendar, Overbooking, Placement
from tools.ehr.results import BookResult, Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of
from tools.ehr.toolset.placing import overlaps
from tools.ehr.toolset.visits import booked_earlier

BY_STAFF = "clinician_booked_by_staff"
"""The one rule of a panel that people who book are free of: it is about patients who book by themselves."""


class OverbookingTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="book", roles=("staff", "service"))
    async def overbook_appointment(
        self,
        session: EhrSession,
        visit_type: str,
        clinician_id: str,
        site_id: str,
        start: Instant,
        idempotency_key: IdempotencyKey,
        reason: str = "",
    ) -> BookResult:
        """Book the patient at a time that other visits hold, as somebody at the clinic has decided.

        `start` is where a time of the clinician's calendar begins. Where that has become free, it is booked as any other.
        Minimum notice, horizon and the number of open visits are left to whoever decides; kind of visit, age, site,
        clinician, opening hours and the patient's other visits are not.

        Assurance: none beyond the role; staff and services only. Refused: `not_bookable` (detail: the rule of
        clinic.yaml, among them `overbooking_is_off`, `time_overbooked` and `half_day_overbooked`; `no_such_time`),
        `slot_taken` (held or blocked: there is no visit to stand beside), `not_found` (clinician or site),
        `changed_meanwhile`, `not_supported`, `invalid_argument`, `ehr_unavailable`. `unknown`: as book_appointment.
        FHIR: Appointment created with If-None-Exist on Slots that stay busy; the first Slot of the half-day is updated
        with If-Match before and after, so that no two are written at once.
        """
        key, words = a_key(idempotency_key), a_text("reason", reason)
        begin = an_instant("start", start)
        if begin is None or visit_type not in self._desk.settings.visit_types:
            raise InvalidArgument("start, visit_type: are needed; the kind is one of clinic.yaml visit_types")
        if (cannot := unsupported(self._desk.port.capabilities, "overbook_appointment")) is not None:
            return cannot
        patient_id = patient_id_of(session)
        earlier = await self._desk.port.visit_made_with(key, patient_id, ())
        if earlier is not None:
            return booked_earlier(earlier, session)
        calendar = await self._calendar(visit_type, clinician_id, site_id)
        if calendar is None:
            return Refused(code="not_found", detail="clinician_id, site_id")
        patient = await self._desk.patient(patient_id)
        if patient is None:
            return Refused(code="not_bookable", detail="patient_record")
        if (rule := self._broken_rule(patient, visit_type, calendar, begin)) is not None:
            return Refused(code="not_bookable", detail=rule)
        wanted = self._wanted(patient, visit_type, calendar, begin)
        if await overlaps(self._desk, patient_id, wanted.at, key):
            return Refused(code="not_bookable", detail="overlaps")
        return await self._desk.port.overbook(patient_id, wanted, words, key)

    async def _calendar(self, visit_type: str, clinician_id: str, site_id: str) -> Calendar | None:
        """The clinician's calendar at the site, by the EHR's ids; of several, one that takes such visits."""
        workplace = await self._desk.port.workplace()
        clinician = next((each for each in workplace.directory.clinicians if each.id == clinician_id), None)
        site = next((each for each in workplace.directory.sites if each.id == site_id), None)
        if clinician is None or site is None:
            return None
        theirs = [
            each
            for each in workplace.calendars
            if (each.clinician_key, each.site_key) == (clinician.key, site.key)
        ]
        taking = (each for each in theirs if each.takes(self._desk.settings, visit_type))
        return next(taking, next(iter(theirs), None))

    def _broken_rule(
        self, patient: Patient, visit_type: str, calendar: Calendar, start: datetime
    ) -> str | None:
        settings, now = self._desk.settings, self._desk.clock.now()
        verdicts = (
            may_overbook(settings, visit_type, calendar.clinician_key, start, now),
            may_have(settings, visit_type, patient, start),
            may_see(settings, visit_type, calendar.clinician_key, patient),
            is_done_at(settings, visit_type, calendar.site_key),
            is_open_for(settings, calendar.site_key, start),
        )
        broken = (each.rule for each in verdicts if isinstance(each, Forbidden) and each.rule != BY_STAFF)
        return next(broken, None)

    def _wanted(self, patient: Patient, visit_type: str, calendar: Calendar, start: datetime) -> Overbooking:
        settings, is_new = self._desk.settings, not patient.established
        at = Placement(
            visit_type=visit_type,
            clinician_key=calendar.clinician_key,
            site_key=calendar.site_key,
            start=start,
            end=start + visit_length(settings, visit_type, is_new),
            times=(),
        )
        taken = Window(start - lead(settings, visit_type), start + span(settings, visit_type, is_new))
        return Overbooking(
            at, calendar.id, taken, half_day(settings, start), allowance(settings, calendar.clinician_key)
        )
