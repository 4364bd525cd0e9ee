"""R4 reads and searches as Epic limits them: few parameters, a minimum for patients, pages that expire."""

import secrets
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clinic.names import NameMatch, compare_family_names, compare_given_names
from evals.standins.epic_server.answers import Resource, bundle, refused, shown
from tools.fhir_client import FhirClient, NotFound, Rejected

PAGE = 50
"""Not documented; small enough that searches of the demo clinic come in pages."""
SEARCHED_BY: Mapping[str, frozenset[str]] = {
    "Appointment": frozenset({"patient", "date", "status", "service-category", "identifier"}),
    "Encounter": frozenset({"patient", "date"}),
    "Location": frozenset({"identifier"}),
    "MedicationRequest": frozenset({"patient", "status"}),
    "MedicationDispense": frozenset({"patient"}),
    "AllergyIntolerance": frozenset({"patient"}),
    "Observation": frozenset({"patient", "code", "date"}),
    "DocumentReference": frozenset({"patient", "encounter"}),
    "Patient": frozenset({"family", "given", "birthdate", "telecom", "identifier"}),
    "Practitioner": frozenset({"identifier", "family", "given"}),
    "PractitionerRole": frozenset({"practitioner", "location"}),
}
NEEDS_PATIENT = frozenset({
    "Appointment", "Encounter", "MedicationRequest", "MedicationDispense", "AllergyIntolerance", "Observation",
    "DocumentReference",
})  # fmt: skip
_EVERYWHERE = frozenset({"_id", "_count"})


class Reading:
    """Reads of one Epic; `pages` are the searches that are not finished."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, list[Resource]]] = {}

    async def read(self, fhir: FhirClient, kind: str, resource_id: str) -> Response:
        try:
            return JSONResponse(shown(await fhir.read(kind, resource_id)))
        except (NotFound, Rejected):
            return refused("4102", 404)

    async def search(self, fhir: FhirClient, kind: str, request: Request, base: str) -> Response:
        """A POST is searched by its body alone: what stands in its URL is ignored (Epic, since February 2026)."""
        written = (await request.body()).decode() if request.method == "POST" else request.url.query
        wanted = parse_qsl(written)
        if kind not in SEARCHED_BY or not {name for name, _ in wanted} <= SEARCHED_BY[kind] | _EVERYWHERE:
            return refused("4100")
        told = dict(wanted)
        if kind in NEEDS_PATIENT and not told.keys() & {"patient", "_id"}:
            return refused("4100")
        if kind == "Patient":
            found = await self._patients(fhir, told)
            if found is None:
                return refused("4100")
        else:
            narrowed = [(name, value) for name, value in wanted if name not in ("service-category", "_count")]
            found = await fhir.search(kind, [(name, _typed(name, value)) for name, value in narrowed])
        return self._page([shown(each) for each in found], f"{base}/{kind}")

    def page(self, session: str) -> Response:
        """A further page, once: a paging session ends with its page."""
        if session not in self.pages:
            return refused("4113", 404)
        kind_url, rest = self.pages.pop(session)
        return self._page(rest, kind_url)

    def _page(self, found: list[Resource], url: str) -> Response:
        following = None
        if len(found) > PAGE:
            session = secrets.token_hex(8)
            self.pages[session] = (url, found[PAGE:])
            following = f"{url.rpartition('/')[0]}/_pages/{session}"
        return JSONResponse(bundle(found[:PAGE], url, following=following))

    async def _patients(self, fhir: FhirClient, told: Mapping[str, str]) -> list[Resource] | None:
        """None below the minimum that Epic asks for: an id, or given and family name with birth date."""
        if "_id" in told:
            return await fhir.search("Patient", [("_id", told["_id"])])
        if not {"family", "given", "birthdate"} <= told.keys():
            return None
        born = date.fromisoformat(told["birthdate"]).isoformat()
        return [
            each
            for each in await fhir.search("Patient", [("birthdate", born)])
            if sounds_like(each, told["given"], told["family"])
        ]


def sounds_like(patient: Resource, given: str, family: str) -> bool:
    """Epic hears names, and knows nicknames and aliases; how exactly is not documented."""
    return any(
        compare_family_names(family, name.get("family", "")) is not NameMatch.DIFFERENT
        and compare_given_names(given, " ".join(name.get("given", ()))) is not NameMatch.DIFFERENT
        for name in patient.get("name", ())
    )


def _typed(name: str, value: str) -> str:
    """Epic takes ids where FHIR takes references."""
    kinds = {
        "patient": "Patient",
        "practitioner": "Practitioner",
        "location": "Location",
        "encounter": "Encounter",
    }
    return f"{kinds[name]}/{value}" if name in kinds and "/" not in value else value
