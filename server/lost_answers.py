"""Writes whose answer was lost are looked for again later: what is found to be done is told to the patient, and settled.

Staff have a request for each from the first moment on; what is not found stays with them. Works on any vendor's EHR: a
booking is found by patient and start, a cancellation by its visit.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from agents.scheduling.telling import told_visit
from agents.wording import load_catalog
from clinic.clock import Clock
from clinic.models import Appointment
from clinic.requests import Decision
from clinic.settings import ClinicSettings
from server.problems import ClaimedByOther, StaleDecision
from server.records.database import Database
from server.records.requests import MOST_LISTED, RequestRow, Wish, list_requests
from server.requests import RequestDesk
from server.requests.desk import CLOCKWORK
from tools.ehr.port import EhrPort
from tools.fhir_client import FhirFailure

log = logging.getLogger(__name__)
REASON = "answer lost"
"""As agents.scheduling gives it."""
LOOKED_FOR = timedelta(days=1)
"""What has not shown up by then was not done, or staff have seen to it."""
_HOLDS = ("booked", "pending")
_SAID = {
    "book": "scheduling.booked",
    "reschedule": "scheduling.moved",
    "cancel_appointment": "scheduling.cancelled",
}


async def look_for_lost_answers(
    desk: RequestDesk, database: Database, port: EhrPort, clinic: ClinicSettings, clock: Clock
) -> None:
    """One round over the requests that wait for that. An EHR that does not answer is asked in the next."""
    async for request in _waiting(database, since=clock.now() - LOOKED_FOR):
        try:
            visit = await found_done(port, request.summary)
        except FhirFailure as failure:
            log.info("Lost answers could not be looked for: %s", failure)
            return
        if visit is not None:
            await _settle(desk, request, visit, clinic)


async def _waiting(database: Database, *, since: datetime) -> AsyncIterator[RequestRow]:
    offset = 0
    while True:
        wish = Wish(status=("waiting",), kind="out_of_policy", offset=offset, limit=MOST_LISTED)
        page = await list_requests(database, wish)
        for request in page:
            if request.summary.get("reason") == REASON and request.created_at >= since:
                yield request
        if len(page) < MOST_LISTED:
            return
        offset += len(page)


async def found_done(port: EhrPort, told: Mapping[str, Any]) -> Appointment | None:
    """The visit as a request's summary says it was wanted; None where the EHR does not show that it was done.

    Raises FhirFailure.
    """
    patient_id = str(told.get("patient_id") or "")
    appointment_id = str(told.get("appointment") or "").partition(" ")[0]
    start, _, clinician = str(told.get("wanted") or "").partition(" ")
    match told.get("task"):
        case "cancel_appointment" if appointment_id:
            visit = await port.visit(appointment_id)
            gone = visit is not None and visit.patient_id == patient_id
            return visit.appointment if gone and visit and visit.appointment.status == "cancelled" else None
        case "book" | "reschedule" if patient_id and start:
            made = await _held_at(port, patient_id, datetime.fromisoformat(start), clinician)
            if made is None or not appointment_id or made.id == appointment_id:
                return made
            before = await port.visit(
                appointment_id
            )  # where a move makes another visit, the old one must be gone
            return made if before is None or before.appointment.status not in _HOLDS else None
    return None


async def _held_at(port: EhrPort, patient_id: str, start: datetime, clinician: str) -> Appointment | None:
    for visit in await port.visits(patient_id, start):
        found = visit.appointment
        as_wanted = found.start == start and found.clinician_name == clinician and found.status in _HOLDS
        if as_wanted and visit.patient_id == patient_id:
            return found
    return None


async def _settle(desk: RequestDesk, request: RequestRow, visit: Appointment, clinic: ClinicSettings) -> None:
    """Tell the patient where they are reached, unless somebody has the request in hand."""
    told = told_visit(visit, clinic, request.language)
    catalog = load_catalog(clinic.zone, clinic.country)
    reply = catalog.render(_SAID[request.summary["task"]], request.language, visit=told, bring=None)
    now = await desk.presented(request.id)
    with contextlib.suppress(StaleDecision, ClaimedByOther):
        await desk.decide(
            request.id, Decision(version=now.version, action="done_elsewhere", reply=reply), CLOCKWORK
        )
        log.info("A write whose answer was lost was found done.", extra={"request": request.id})
