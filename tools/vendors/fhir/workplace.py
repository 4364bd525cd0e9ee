"""Who works where, read from Practitioner, Location and Schedule and matched with clinic.yaml."""

import asyncio
from collections.abc import Mapping
from typing import TypeAlias

from clinic.models import Clinician, Directory, Site
from clinic.settings import ClinicSettings
from tools.ehr.port import Calendar, Workplace
from tools.fhir_client import FhirClient, Resource
from tools.kept import Kept
from tools.vendors.fhir.identifiers import id_of

KeptWorkplace: TypeAlias = Kept[Workplace]


async def read_workplace(fhir: FhirClient, settings: ClinicSettings) -> Workplace:
    """Everybody and every place that both the EHR and clinic.yaml know, with active calendars."""
    npis = ",".join(clinician.npi for clinician in settings.clinicians.values())
    places = ",".join(site.location for site in settings.sites.values())
    practitioners, locations = await asyncio.gather(
        fhir.search("Practitioner", [("identifier", npis)]), fhir.search("Location", [("identifier", places)])
    )
    clinicians = _keyed(practitioners, {each.npi: key for key, each in settings.clinicians.items()})
    sites = _keyed(locations, {each.location: key for key, each in settings.sites.items()})
    calendars = await _calendars(fhir, clinicians, sites)
    offered = {
        key: _visit_types(settings, [each for each in calendars if each.clinician_key == key])
        for key in clinicians
    }
    return Workplace(
        Directory(
            clinicians=tuple(
                _clinician(settings, key, clinicians[key], calendars, offered[key])
                for key in settings.clinicians
                if key in clinicians
            ),
            sites=tuple(_site(settings, key, sites[key]) for key in settings.sites if key in sites),
            visit_types=tuple(
                key for key in settings.visit_types if any(key in types for types in offered.values())
            ),
        ),
        calendars,
    )


async def _calendars(
    fhir: FhirClient, clinicians: Mapping[str, Resource], sites: Mapping[str, Resource]
) -> tuple[Calendar, ...]:
    if not clinicians:
        return ()
    who = {resource["id"]: key for key, resource in clinicians.items()}
    where = {resource["id"]: key for key, resource in sites.items()}
    actors = ",".join(f"Practitioner/{each}" for each in who)
    schedules = await fhir.search("Schedule", [("actor", actors)])
    return tuple(
        Calendar(schedule["id"], clinician, site, _service_types(schedule))
        for schedule in schedules
        if schedule.get("active", True)
        and (clinician := _actor(schedule, who))
        and (site := _actor(schedule, where))
    )


def _keyed(resources: list[Resource], keys: Mapping[str, str]) -> dict[str, Resource]:
    """Resources by the clinic.yaml key that one of their identifiers names."""
    return {
        keys[value]: resource
        for resource in resources
        if resource.get("active", True)
        for each in resource.get("identifier", ())
        if (value := each.get("value")) in keys
    }


def _actor(schedule: Resource, keys: Mapping[str, str]) -> str | None:
    actors = (id_of(actor.get("reference", "")) for actor in schedule.get("actor", ()))
    return next((keys[actor] for actor in actors if actor in keys), None)


def _service_types(schedule: Resource) -> frozenset[str]:
    return frozenset(
        coding["code"]
        for concept in schedule.get("serviceType", ())
        for coding in concept.get("coding", ())
        if "code" in coding
    )


def _visit_types(settings: ClinicSettings, calendars: list[Calendar]) -> tuple[str, ...]:
    """Keys of the visit types that at least one of a clinician's calendars takes."""
    return tuple(key for key in settings.visit_types if any(each.takes(settings, key) for each in calendars))


def _clinician(
    settings: ClinicSettings,
    key: str,
    resource: Resource,
    calendars: tuple[Calendar, ...],
    visit_types: tuple[str, ...],
) -> Clinician:
    ours = settings.clinicians[key]
    name: Resource = next(iter(resource.get("name", ())), {})
    spoken = [
        coding.get("code", "").partition("-")[0]
        for concept in resource.get("communication", ())
        for coding in concept.get("coding", ())
    ]
    return Clinician(
        id=resource["id"],
        key=key,
        name=ours.name,
        last_name=name.get("family", ""),
        first_name=" ".join(name.get("given", ())),
        languages=tuple(dict.fromkeys(each for each in spoken if each)) or ("en",),
        sites=tuple(dict.fromkeys(each.site_key for each in calendars if each.clinician_key == key)),
        visit_types=visit_types,
        accepts_new=ours.panel == "open",
    )


def _site(settings: ClinicSettings, key: str, resource: Resource) -> Site:
    ours = settings.sites[key]
    return Site(id=resource["id"], key=key, name=ours.name, address=ours.address, phone=ours.phone)
