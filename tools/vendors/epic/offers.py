"""Free times in Epic: what STU3 `Appointment/$find` proposes for a visit type. The ids of offers change with every call.

Shapes: https://fhir.epic.com/Specifications?api=840 as used by Penn-Medicine-CHCI/cobalt-api (DefaultEpicClient).
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from clinic.scheduling import span
from clinic.settings import ClinicSettings
from tools.ehr.port import FreeTime, Purpose
from tools.fhir_client import FhirClient, Resource
from tools.fhir_client.exchange import Call
from tools.vendors.epic.exchange import EpicExchange
from tools.vendors.fhir.identifiers import id_of
from tools.vendors.fhir.slot_records import instant
from tools.vendors.rest import CalendarId, KeptRoster, Roster, TimeId

WINDOW = timedelta(days=7)
"""Searched at a time: the earliest offers are looked at first."""
_AROUND = timedelta(minutes=1)


class OfferBook:
    """Proposals of `$find` as free times. A time is known by calendar and local start; its offer is in `record`."""

    def __init__(
        self,
        exchange: EpicExchange,
        fhir: FhirClient,
        roster: KeptRoster,
        settings: ClinicSettings,
        stu3_url: str,
    ) -> None:
        self._exchange = exchange
        self._fhir = fhir
        self._roster = roster
        self._settings = settings
        self._stu3_url = stu3_url

    async def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        """Week by week. Raises FhirFailure."""
        patient = await self._patient(purpose)
        wanted = frozenset(calendar_ids)
        seen: set[str] = set()
        while start < end:
            until = min(start + WINDOW, end)
            # Whether the end bounds starts or ends is not documented: a visit across it is asked for, too.
            beyond = until + span(self._settings, purpose.visit_type, purpose.is_new)
            found = await self._find(start, beyond, purpose, patient, wanted)
            new = [each for each in found if start <= each.start < until and each.id not in seen]
            seen.update(each.id for each in new)
            yield new, until >= end
            start = until

    async def read(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        """Those of the times that Epic still offers, with their offers of this moment. Raises FhirFailure."""
        times = [time for each in ids if (time := TimeId.parse(each)) is not None]
        if not times:
            return []
        starts = [time.start(self._settings.zone) for time in times]
        until = max(starts) + span(self._settings, purpose.visit_type, purpose.is_new)
        calendars = frozenset(str(time.calendar) for time in times)
        patient = await self._patient(purpose)
        found = await self._find(min(starts) - _AROUND, until + _AROUND, purpose, patient, calendars)
        wanted = set(ids)
        return [each for each in found if each.id in wanted]

    async def _find(
        self,
        start: datetime,
        end: datetime,
        purpose: Purpose,
        patient: Resource | None,
        calendars: frozenset[str],
    ) -> list[FreeTime]:
        roster = await self._roster.read()
        parameters: list[dict[str, Any]] = [
            *([{"name": "patient", "resource": patient}] if patient else []),
            {"name": "startTime", "valueDateTime": instant(start)},
            {"name": "endTime", "valueDateTime": instant(end)},
            {"name": "serviceType", "valueCodeableConcept": self._service_type(purpose.visit_type)},
            *self._location(roster, calendars),
        ]
        proposed = await self._operate("$find", parameters)
        free = [
            time
            for each in proposed
            if (time := self._free_time(each, roster, purpose)) and time.calendar_id in calendars
        ]
        return sorted(free, key=lambda each: each.start)

    async def _operate(self, operation: str, parameters: list[dict[str, Any]]) -> list[Resource]:
        """Appointments of all pages; further pages are asked for with the same body."""
        content = orjson.dumps({"resourceType": "Parameters", "parameter": parameters})
        headers = {"Content-Type": "application/fhir+json"}
        url: str | None = f"{self._stu3_url}/Appointment/{operation}"
        found: list[Resource] = []
        while url is not None:
            call = Call("POST", url, "Appointment", operation, content=content, headers=headers)
            bundle = (await self._exchange.send(call)).body
            found += [
                each["resource"]
                for each in bundle.get("entry", ())
                if each.get("resource", {}).get("resourceType") == "Appointment"
            ]
            following = (each["url"] for each in bundle.get("link", ()) if each.get("relation") == "next")
            url = next((each for each in following if each.startswith(self._stu3_url)), None)
        return found

    def _free_time(self, proposed: Resource, roster: Roster, purpose: Purpose) -> FreeTime | None:
        """None for what is with somebody, or at a place, that clinic.yaml does not name."""
        place = calendar_of(proposed, roster)
        if place is None or "start" not in proposed or proposed.get("status") != "proposed":
            return None
        start = datetime.fromisoformat(proposed["start"])
        # An offer is for the whole visit, with whatever Epic keeps free around it.
        least = start + span(self._settings, purpose.visit_type, purpose.is_new)
        end = max(datetime.fromisoformat(proposed["end"]), least) if "end" in proposed else least
        its_id = time_id(place, start, roster)
        return FreeTime(its_id, str(place), start, end, is_whole_visit=True, record=proposed)

    async def _patient(self, purpose: Purpose) -> Resource | None:
        """The whole Patient: Epic's rules for who is offered what look at it."""
        return await self._fhir.read("Patient", purpose.patient_id) if purpose.patient_id else None

    def _service_type(self, visit_type: str) -> Resource:
        kind = self._settings.visit_types[visit_type]
        system, _, code = kind.service_type.rpartition("|")
        name = kind.name.get("en") or next(iter(kind.name.values()))
        return {
            "coding": [{**({"system": system} if system else {}), "code": code, "display": name}],
            "text": name,
        }

    def _location(self, roster: Roster, calendars: frozenset[str]) -> list[dict[str, Any]]:
        """The one site that is wanted; `$find` takes no more than one."""
        sites = {place.site for each in calendars if (place := CalendarId.parse(each)) is not None}
        if len(sites) != 1:
            return []
        reference = f"{self._stu3_url}/Location/{roster.sites[sites.pop()]}"
        return [{"name": "location-reference", "valueReference": {"reference": reference}}]


def calendar_of(appointment: Resource, roster: Roster) -> CalendarId | None:
    """Whose time it is, and where; None for people and places that clinic.yaml does not name."""
    actors = [each.get("actor", {}).get("reference", "") for each in appointment.get("participant", ())]
    clinicians = [roster.clinician_of(id_of(each)) for each in actors if "Practitioner/" in each]
    sites = [roster.site_of(id_of(each)) for each in actors if "Location/" in each]
    clinician, site = next(filter(None, clinicians), ""), next(filter(None, sites), "")
    return CalendarId(site, clinician) if clinician and site else None


def time_id(place: CalendarId, start: datetime, roster: Roster) -> str:
    local = start.astimezone(roster.zone_of(place.site))
    return str(TimeId(place, local.date(), local.time().replace(tzinfo=None)))
