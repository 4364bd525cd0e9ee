"""Tools: wait for a time, see what one waits for, and wait no longer."""

from clinic.models import Patient
from clinic.scheduling import Forbidden, bookable, may_book, may_have
from clinic.windows import day_window
from tools.ehr.arguments import (
    IdempotencyKey,
    InvalidArgument,
    LocalTime,
    OptionalDate,
    a_date,
    a_key,
    a_time,
)
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_port import WaitlistWish
from tools.ehr.chart_results import JoinWaitlistResult, LeaveWaitlistResult, ListWaitlistResult, Waitlisted
from tools.ehr.policy import read_tool, write_tool
from tools.ehr.port import Workplace
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import CONFIDENTIAL, Desk, patient_id_of, withheld


class WaitlistTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="book")
    async def join_waitlist(
        self,
        session: EhrSession,
        visit_type: str,
        idempotency_key: IdempotencyKey,
        clinician_ids: list[str] = [],  # noqa: B006 the schema's default; never changed
        site_ids: list[str] = [],  # noqa: B006
        date_from: OptionalDate = "",
        date_to: OptionalDate = "",
        time_from: LocalTime = "",
        time_to: LocalTime = "",
    ) -> JoinWaitlistResult:
        """Have the patient told when a time for such a visit opens up. One entry a visit type: a new wish replaces it.

        Dates are local both included; empty ones mean today and the booking horizon.
        Assurance: clinic.yaml identity.book. Refused: `not_allowed`, `not_bookable` (detail: the rule of clinic.yaml, or
        `patient_record`), `not_found` (a clinician or site that is none), `changed_meanwhile`, `not_supported`,
        `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: Appointment of status waitlist without a time, created with If-None-Exist, or updated with If-Match.
        """
        key = a_key(idempotency_key)
        if withheld(session, visit_type):
            return CONFIDENTIAL
        wish = self._wish(visit_type, clinician_ids, site_ids, date_from, date_to, time_from, time_to)
        patient = await self._desk.patient(patient_id_of(session))
        if patient is None:
            return Refused(code="not_bookable", detail="patient_record")
        refused = self._forbidden(patient, wish, await self._desk.port.workplace())
        if refused is not None:
            return refused
        if (cannot := unsupported(self._desk.port.capabilities, "join_waitlist")) is not None:
            return cannot
        return await self._desk.chart.join_waitlist(patient.id, wish, key)

    @read_tool(assurance="appointments")
    async def list_waitlist(self, session: EhrSession) -> ListWaitlistResult:
        """What the patient waits for, soonest first.

        Assurance: as list_appointments. Refused: `not_allowed`, `not_supported`, `ehr_unavailable`.
        FHIR: searches Appointment of status waitlist.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "join_waitlist")) is not None:
            return cannot
        found = await self._desk.chart.waitlist(patient_id_of(session))
        return found if isinstance(found, Refused) else Waitlisted(entries=tuple(found))

    @write_tool(assurance="book", destructive=True)
    async def leave_waitlist(
        self, session: EhrSession, idempotency_key: IdempotencyKey, visit_type: str = ""
    ) -> LeaveWaitlistResult:
        """Withdraw the patient's waitlist entry for a visit type, or all of them. To wait for nothing is fine, too.

        Assurance: clinic.yaml identity.book. Refused: `not_allowed`, `changed_meanwhile`, `not_supported`,
        `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: Appointment.status = cancelled with If-Match.
        """
        key = a_key(idempotency_key)
        if visit_type and visit_type not in self._desk.settings.visit_types:
            raise InvalidArgument("visit_type: is not one of clinic.yaml visit_types")
        if (cannot := unsupported(self._desk.port.capabilities, "join_waitlist")) is not None:
            return cannot
        return await self._desk.chart.leave_waitlist(patient_id_of(session), visit_type, key)

    def _wish(
        self,
        visit_type: str,
        clinician_ids: list[str],
        site_ids: list[str],
        date_from: str,
        date_to: str,
        time_from: str,
        time_to: str,
    ) -> WaitlistWish:
        settings, today = self._desk.settings, self._desk.today()
        if visit_type not in settings.visit_types:
            raise InvalidArgument("visit_type: is not one of clinic.yaml visit_types")
        latest = bookable(settings, visit_type, self._desk.clock.now()).end.astimezone(settings.zone).date()
        first = max(a_date("date_from", date_from), today) if date_from else today
        last = min(a_date("date_to", date_to), latest) if date_to else latest
        if last < first:
            raise InvalidArgument("date_from, date_to: hold no day that can be booked")
        for name, value in (("time_from", time_from), ("time_to", time_to)):
            a_time(name, value)
        times = [*([f"from {time_from}"] if time_from else []), *([f"before {time_to}"] if time_to else [])]
        return WaitlistWish(
            visit_type,
            tuple(dict.fromkeys(clinician_ids)),
            tuple(dict.fromkeys(site_ids)),
            day_window(first, settings.zone).start,
            day_window(last, settings.zone).end,
            ", ".join(times),
        )

    def _forbidden(self, patient: Patient, wish: WaitlistWish, workplace: Workplace) -> Refused | None:
        settings, now = self._desk.settings, self._desk.clock.now()
        clinicians = {each.id: each.key for each in workplace.directory.clinicians}
        sites = {each.id: each.key for each in workplace.directory.sites}
        if not set(wish.clinician_ids) <= clinicians.keys() or not set(wish.site_ids) <= sites.keys():
            return Refused(code="not_found", detail="clinician_ids, site_ids")
        verdicts = [
            may_have(settings, wish.visit_type, patient, now),
            *(
                may_book(settings, wish.visit_type, now=now, patient=patient, clinician=clinicians[each])
                for each in wish.clinician_ids
            ),
            *(may_book(settings, wish.visit_type, now=now, site=sites[each]) for each in wish.site_ids),
        ]
        broken = next((each for each in verdicts if isinstance(each, Forbidden)), None)
        return Refused(code="not_bookable", detail=broken.rule) if broken else None
