"""The customer's own web services beside FHIR, where it has opened them: cancelling and moving visits."""

from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from evals.standins.epic_server.answers import Resource, csn_of
from evals.standins.epic_server.calendars import actor, appointment_of, give_back, moment, openings, take
from evals.standins.epic_server.scheduling import Scheduling
from tools.fhir_client import FhirClient


async def cancel(scheduling: Scheduling, fhir: FhirClient, body: Mapping[str, Resource]) -> Response:
    """CancelAppointment, a web service that customers license: by contact serial number."""
    appointment = await _by_csn(fhir, body["Patient"]["ID"], body["Contact"]["ID"])
    if appointment is None:
        return JSONResponse({"Message": "NO-CONTACT-FOUND"}, 400)
    async with scheduling.writing:
        await fhir.update({**appointment, "status": "cancelled"})
        await give_back(fhir, appointment)
    return JSONResponse({})


async def move(scheduling: Scheduling, fhir: FhirClient, body: Mapping[str, str]) -> Response:
    """A call of the customer's own making: visit, new start, clinician and department."""
    appointment = await fhir.read("Appointment", body["visit"])
    kind = next(coding["code"] for each in appointment["serviceType"] for coding in each["coding"])
    start = moment(body["start"])
    offers = await openings(
        fhir, scheduling.settings, kind, start, start + timedelta(minutes=1), body["department"]
    )
    fitting = [each for each in offers if actor(each.schedule, "Practitioner") == body["provider"]]
    async with scheduling.writing:
        if not fitting or not await take(fhir, fitting[0]):
            return JSONResponse({"Message": "SLOT-TAKEN"}, 400)
        moved = appointment_of(fitting[0], actor(appointment, "Patient"), "")
        await fhir.update(
            {**appointment, **{name: moved[name] for name in ("start", "end", "slot", "participant")}}
        )
        await give_back(fhir, appointment)
    return JSONResponse({})


async def _by_csn(fhir: FhirClient, patient_id: str, csn: str) -> Resource | None:
    found = await fhir.search("Appointment", [("patient", f"Patient/{patient_id}"), ("_count", "1000")])
    return next((each for each in found if csn_of(each["id"]) == csn), None)
