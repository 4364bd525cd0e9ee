"""Tool: times that can be offered."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Literal, TypeAlias

from clinic.insurance import plan_named
from clinic.models import Assurance, Offer, Patient
from clinic.scheduling import Forbidden, bookable, may_have
from clinic.settings import ClinicSettings
from clinic.windows import Dates, TimesOfDay, Window
from tools.ehr.arguments import (
    Instant,
    InvalidArgument,
    LocalTime,
    OptionalDate,
    a_date,
    a_time,
    an_instant,
)
from tools.ehr.offering import Opening, SlotSearch, Ticket, Wish
from tools.ehr.policy import read_tool
from tools.ehr.port import Workplace
from tools.ehr.results import FindSlotsResult, Offers, Refused, Unmet
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import CONFIDENTIAL, Desk, withheld
from tools.ehr.toolset.eligible import Calendars, eligible_calendars, speaking, taking_plan

Rules: TypeAlias = tuple[ClinicSettings, Workplace, str, Patient | None]
Order: TypeAlias = Literal["varied", "earliest"]
_MOST = 20
"""Offers in one answer."""


class SlotTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS)
    async def find_slots(
        self,
        session: EhrSession,
        visit_type: str,
        date_from: OptionalDate = "",
        date_to: OptionalDate = "",
        clinician_ids: list[str] = [],  # noqa: B006 the schema's default; never changed
        site_ids: list[str] = [],  # noqa: B006
        time_from: LocalTime = "",
        time_to: LocalTime = "",
        after: Instant = "",
        limit: int = 3,
        language: str = "",
        insurance: str = "",
        order: Order = "varied",
    ) -> FindSlotsResult:
        """A few free times for a visit: the earliest, then ones on another half-day or with another clinician.

        `order` = earliest asks for the very first ones instead. Dates are local, both included; an empty one means today,
        or the last day that can be booked. The visit starts at `time_from` or later and before `time_to` (a time alone
        means just that time). `after` asks for other options: only times that start later. Without ids anyone and
        any site will do. A `language` ("es") is kept to where somebody who does such visits speaks it; else it is
        `unmet`. An `insurance` plan, as the patient names it, leaves those who take it; when none of those asked for
        does, the offers are with others and it is `unmet`. Rules for new and established patients, ages and panels are
        those of the session's patient; before anybody is identified they are left to the booking, and times are long
        enough for a new patient. Nothing is offered on a holiday or outside the site's hours. When nothing fits,
        `next_day_with_times` is the first later day that has times: at the time of day wished for, else at any.

        Assurance: none. Refused: `not_allowed` (a confidential kind, asked for by a representative), `not_bookable`
        (detail: the rule), `invalid_argument`, `ehr_unavailable`.
        FHIR: searches Slot (never kept); reads Patient, Encounter, Appointment for the rules.
        """
        wish = self._read(
            visit_type, clinician_ids, site_ids, date_from, date_to, time_from, time_to, limit, order
        )
        if withheld(session, visit_type):
            return CONFIDENTIAL
        patient = await self._desk.patient(session.patient_id) if session.patient_id else None
        now = self._desk.clock.now()
        if patient and isinstance(
            verdict := may_have(self._desk.settings, visit_type, patient, now), Forbidden
        ):
            return Refused(code="not_bookable", detail=verdict.rule)
        workplace = await self._desk.port.workplace()
        rules = (self._desk.settings, workplace, visit_type, patient)
        calendars = eligible_calendars(*rules, wish.clinician_ids, wish.site_ids)
        if not calendars and not clinician_ids and not site_ids:
            return Refused(code="not_bookable", detail="clinician_takes_no_new_patients")
        fitting = self._with_whom(calendars, rules, insurance, language)
        if isinstance(fitting, Refused):
            return fitting
        calendars, unmet = fitting
        allowed = bookable(self._desk.settings, visit_type, now)
        start = an_instant("after", after)
        if start is not None:
            allowed = Window(max(allowed.start, start + timedelta(seconds=1)), allowed.end)
        search = SlotSearch(
            self._desk.port,
            self._desk.settings,
            calendars,
            wish,
            allowed,
            session.patient_id,
            is_new=None if patient is None else not patient.established,
        )
        chosen, more = await search.best()
        if chosen:
            offers = tuple(
                self._offer(each, wish.visit_type, insurance, workplace, session) for each in chosen
            )
            return Offers(offers=offers, more=more, unmet=tuple(unmet))
        return Offers(offers=(), next_day_with_times=await search.next_day(), unmet=tuple(unmet))

    def _with_whom(
        self, calendars: Calendars, rules: Rules, insurance: str, language: str
    ) -> tuple[Calendars, list[Unmet]] | Refused:
        """The calendars of those who take the plan and speak the language, and which of the two could not be had."""
        settings, workplace = self._desk.settings, rules[1]
        unmet: list[Unmet] = []
        if insurance:
            insured = taking_plan(calendars, settings, insurance)
            if not insured:
                insured = taking_plan(eligible_calendars(*rules), settings, insurance)
                unmet.append("insurance")
            if not insured:
                return Refused(code="not_bookable", detail="insurance_not_accepted")
            calendars = insured
        if language:
            understood = speaking(calendars, workplace, language)
            if not understood:
                unmet.append("language")
            calendars = understood or calendars
        return calendars, unmet

    def _read(
        self,
        visit_type: str,
        clinician_ids: Sequence[str],
        site_ids: Sequence[str],
        date_from: str,
        date_to: str,
        time_from: str,
        time_to: str,
        limit: int,
        order: Order,
    ) -> Wish:
        if visit_type not in self._desk.settings.visit_types:
            raise InvalidArgument("visit_type: is not one of clinic.yaml visit_types")
        today = self._desk.today()
        latest = today + self._desk.settings.scheduling.horizon + timedelta(days=1)
        first = a_date("date_from", date_from) if date_from else today
        last = a_date("date_to", date_to) if date_to else latest
        if last < first:
            raise InvalidArgument("date_to: is before date_from")
        begin, end = a_time("time_from", time_from), a_time("time_to", time_to)
        times = None
        if begin is not None or end is not None:
            times = TimesOfDay(begin or time(), end or begin or time())
            if times.last < times.first:
                raise InvalidArgument("time_to: is before time_from")
        if not 1 <= limit <= _MOST:
            raise InvalidArgument(f"limit: 1 to {_MOST}")
        dates = Dates(max(first, today), min(last, latest))  # holds no day when all are past or too far
        who, where = frozenset(clinician_ids), frozenset(site_ids)
        return Wish(visit_type, who, where, dates, times, limit, earliest=order == "earliest")

    def _offer(
        self, opening: Opening, visit_type: str, insurance: str, workplace: Workplace, session: EhrSession
    ) -> Offer:
        calendar = opening.calendar
        clinician = next(
            each for each in workplace.directory.clinicians if each.key == calendar.clinician_key
        )
        site = next(each for each in workplace.directory.sites if each.key == calendar.site_key)
        first = next(at for at, each in enumerate(opening.times) if each.start == opening.start)
        plan = plan_named(self._desk.settings, insurance) or ""
        ticket = Ticket(visit_type, calendar.id, tuple(each.id for each in opening.times), first, plan)
        return Offer(
            slot_id=self._desk.offers.mint(ticket, session.conversation_id),
            visit_type=visit_type,
            start=opening.start,
            end=opening.end,
            clinician_id=clinician.id,
            clinician_name=clinician.name,
            site_id=site.id,
            site_name=site.name,
        )
