"""From a slot id to a place that may be booked now: the rules of clinic.yaml, checked where the effect is."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from clinic.models import Appointment, Patient
from clinic.scheduling import Forbidden, may_book
from tools.ehr.offering import Room, Ticket
from tools.ehr.port import Calendar, FreeTime, Placement, Purpose, VisitRecord
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.coverage import uninsured
from tools.ehr.toolset.desk import CONFIDENTIAL, Desk, withheld

_HOLDS_TIME = ("booked", "pending", "arrived", "checked-in")
_LOOK_BACK = timedelta(days=1)
"""A visit that goes on at a time ahead started no earlier than this before now."""


async def place(
    desk: Desk, session: EhrSession, slot_id: str, key: str, *, moving: VisitRecord | None = None
) -> Placement | Refused:
    """Where and when the offer is, if the session's patient may have it; `moving` is the visit that moves there."""
    ticket = desk.offers.open(slot_id, session.conversation_id)
    if ticket is None:
        return Refused(code="not_offered")
    if withheld(session, ticket.visit_type):
        return CONFIDENTIAL
    if moving is not None and moving.appointment.visit_type != ticket.visit_type:
        return Refused(code="not_bookable", detail="other_visit_type")
    assert session.patient_id is not None
    patient, workplace, times, visits = await asyncio.gather(
        desk.patient(session.patient_id),
        desk.port.workplace(),
        _times(desk, ticket, session.patient_id),
        desk.port.visits(session.patient_id, desk.clock.now() - _LOOK_BACK),
    )
    if patient is None:
        return Refused(code="not_bookable", detail="patient_record")
    calendar = next((each for each in workplace.calendars if each.id == ticket.calendar_id), None)
    if calendar is None or ticket.visit_type not in desk.settings.visit_types:
        return Refused(code="slot_taken", detail="the calendar is gone")
    held = [each.id for each in times if each.holder == key]
    placement = _placement(desk, ticket, calendar, times, is_new=not patient.established)
    verdict: Placement | Refused
    if placement is None or not all(each.free or each.id in held for each in placement.times):
        verdict = Refused(code="slot_taken")
    else:
        others = _others(visits, key, moving)
        rule = _broken_rule(desk, patient, placement, others, is_move=moving is not None)
        refusal = Refused(code="not_bookable", detail=rule) if rule else None
        refusal = refusal or await uninsured(desk, session.patient_id, ticket, calendar, moving)
        verdict = refusal or replace(placement, asked_by=session.representative)
    if (
        isinstance(verdict, Refused) and held
    ):  # a try cut off earlier claimed them and will not be finished now
        await desk.port.release(held, key)
    return verdict


async def _times(desk: Desk, ticket: Ticket, patient_id: str) -> list[FreeTime]:
    """The times as they are now; whether the patient is new is asked only where it makes the visit longer."""
    kind = desk.settings.visit_types.get(ticket.visit_type)
    is_new = None
    if kind is not None and kind.new_patient_minutes is not None:
        is_new = not await desk.is_established(patient_id)
    return await desk.port.times(ticket.slot_ids, Purpose(ticket.visit_type, patient_id, is_new))


def _placement(
    desk: Desk, ticket: Ticket, calendar: Calendar, times: list[FreeTime], *, is_new: bool
) -> Placement | None:
    """None when the slots were taken apart or rearranged since they were offered, or are too few for this patient."""
    row = tuple(times)
    if len(row) != len(ticket.slot_ids) or any(each.calendar_id != calendar.id for each in row):
        return None
    room = Room.needed(desk.settings, ticket.visit_type, is_new)
    taken = room.taken(row, ticket.first)
    if not taken:
        return None
    start = row[ticket.first].start
    return Placement(
        visit_type=ticket.visit_type,
        clinician_key=calendar.clinician_key,
        site_key=calendar.site_key,
        start=start,
        end=start + room.visit,
        times=taken,
    )


async def overlaps(desk: Desk, patient_id: str, at: Placement, key: str) -> bool:
    """Whether another visit of the patient is at that time."""
    visits = await desk.port.visits(patient_id, desk.clock.now() - _LOOK_BACK)
    return _overlaps(at, _standing(_others(visits, key, None)))


def _standing(visits: list[VisitRecord]) -> list[Appointment]:
    return [each.appointment for each in visits if each.appointment.status in _HOLDS_TIME]


def _overlaps(at: Placement, standing: list[Appointment]) -> bool:
    return any(each.start < at.end and at.start < each.end for each in standing)


def _others(visits: list[VisitRecord], key: str, moving: VisitRecord | None) -> list[VisitRecord]:
    """Without the visit that moves, and without what a second run of this very write has made meanwhile."""
    moved = moving.appointment.id if moving else None
    return [visit for visit in visits if visit.appointment.id != moved and key not in visit.keys]


def _broken_rule(
    desk: Desk, patient: Patient, at: Placement, others: list[VisitRecord], *, is_move: bool
) -> str | None:
    now = desk.clock.now()
    held = _standing(others)
    verdict = may_book(
        desk.settings,
        at.visit_type,
        now=now,
        patient=patient,
        clinician=at.clinician_key,
        site=at.site_key,
        start=at.start,
        upcoming=0 if is_move else sum(each.is_upcoming(now) for each in held),
    )
    if isinstance(verdict, Forbidden):
        return verdict.rule
    return "overlaps" if _overlaps(at, held) else None
