"""Who works where in Epic: Practitioner by NPI, Location by id, PractitionerRole for the departments they work in."""

import asyncio
from collections.abc import Iterable, Sequence

from clinic.settings import ClinicSettings
from tools.fhir_client import FhirClient, NotFound, Rejected, Resource, Unauthorized
from tools.vendors.fhir.identifiers import id_of
from tools.vendors.rest import OnStaff, Post, Roster

NPI = "http://hl7.org/fhir/sid/us-npi"


class DirectoryReader:
    """`clinic.yaml` names clinicians by NPI, and a site by its Location (a department in Epic): FHIR id or identifier."""

    def __init__(self, fhir: FhirClient, settings: ClinicSettings) -> None:
        self._fhir = fhir
        self._settings = settings

    async def read(self) -> Roster:
        """Raises FhirFailure."""
        settings = self._settings
        found, sites = await asyncio.gather(
            asyncio.gather(*(self._practitioner(each.npi) for each in settings.clinicians.values())),
            self._sites(),
        )
        clinicians = {key: each for key, each in zip(settings.clinicians, found, strict=True) if each}
        places = await asyncio.gather(*(self._places(each["id"], sites) for each in clinicians.values()))
        return Roster(
            settings=settings,
            clinicians={key: _on_staff(each) for key, each in clinicians.items()},
            sites=sites,
            visit_types={key: code_of(each.service_type) for key, each in settings.visit_types.items()},
            zones={},
            posts=frozenset(
                Post(key, site) for key, works_at in zip(clinicians, places, strict=True) for site in works_at
            ),
        )

    async def _practitioner(self, npi: str) -> Resource | None:
        """One search each: Epic says nothing of several identifiers in one."""
        found = await self._fhir.search("Practitioner", [("identifier", f"{NPI}|{npi}")])
        return next((each for each in found if each.get("active", True)), None)

    async def _sites(self) -> dict[str, str]:
        """By FHIR id; what is none is looked up as an identifier, which not every Epic searches by."""
        wanted = {site.location: key for key, site in self._settings.sites.items()}
        found = {each["id"]: each["id"] for each in await self._locations("_id", wanted)}
        if missing := [each for each in wanted if each not in found]:
            for each in await self._locations("identifier", missing):
                values = (identifier.get("value") for identifier in each.get("identifier", ()))
                found |= {value: each["id"] for value in values if value in missing}
        return {wanted[written]: location_id for written, location_id in found.items() if written in wanted}

    async def _locations(self, parameter: str, values: Iterable[str]) -> list[Resource]:
        try:
            return await self._fhir.search("Location", [(parameter, ",".join(values))])
        except (NotFound, Rejected):
            return []

    async def _places(self, practitioner_id: str, sites: dict[str, str]) -> Sequence[str]:
        """Keys of the sites that somebody works at; all of them where Epic does not let us see: `$find` knows better."""
        try:
            roles = await self._fhir.search("PractitionerRole", [("practitioner", practitioner_id)])
        except (NotFound, Rejected, Unauthorized):
            return tuple(sites)
        located = {
            id_of(place.get("reference", ""))
            for role in roles
            if role.get("active", True)
            for place in role.get("location", ())
        }
        return [key for key, location in sites.items() if location in located]


def code_of(service_type: str) -> str:
    """The code of a visit type, without the system that may stand before it (`system|code`)."""
    return service_type.rpartition("|")[2]


def _on_staff(resource: Resource) -> OnStaff:
    name: Resource = next(iter(resource.get("name", ())), {})
    spoken = [
        coding.get("code", "").partition("-")[0]
        for concept in resource.get("communication", ())
        for coding in concept.get("coding", ())
    ]
    return OnStaff(
        id=resource["id"],
        first_name=" ".join(name.get("given", ())),
        last_name=name.get("family", ""),
        languages=tuple(dict.fromkeys(each for each in spoken if each)) or ("en",),
    )
