"""`Patient/$match` and Patient.Create, which answers with somebody who exists where it can.

Replies after the sandbox-tested notes "EHR write-back to Epic (FHIR R4)" of the public project FHIRBridge.
"""

from starlette.responses import JSONResponse, Response

from clinic.names import fold
from clinic.phones import phone_e164
from evals.standins.epic_server.answers import Resource, bundle, refused, shown
from tools.fhir_client import FhirClient


async def match(fhir: FhirClient, parameters: Resource, base: str, country: str) -> Response:
    """Certain: name, birth date and phone are those on file. Name and birth date alone are a low confidence."""
    told = {each["name"]: each for each in parameters.get("parameter", ())}
    if told.get("onlyCertainMatches", {}).get("valueBoolean") is not True:
        return refused("59138")
    asked: Resource = told["resource"]["resource"]
    found = [each for each in await _born(fhir, asked) if _same_name(each, asked)]
    phones = _phones(asked, country)
    certain = [each for each in found if phones & _phones(each, country)]
    if len(certain) > 1:
        return refused("59011")
    if found and not certain:
        return refused("59013")
    return JSONResponse(bundle([shown(each) for each in certain], f"{base}/Patient/$match"))


async def create(
    fhir: FhirClient, patient: Resource, base: str, requires: frozenset[str]
) -> tuple[Response, bool]:
    """201 with an empty body and a Location; also where somebody of this name and birth date was on file."""
    if requires - patient.keys():
        return refused("59108"), False
    known = [each for each in await _born(fhir, patient) if _same_name(each, patient)]
    stored = known[0] if known else await fhir.create_unconditionally(patient)
    location = {"Location": f"{base}/Patient/{stored['id']}"}
    return Response(status_code=201, headers=location), not known


async def _born(fhir: FhirClient, patient: Resource) -> list[Resource]:
    return await fhir.search("Patient", [("birthdate", patient["birthDate"])])


def _same_name(patient: Resource, asked: Resource) -> bool:
    wanted = asked["name"][0]
    given = fold(" ".join(wanted.get("given", ())))
    return any(
        fold(name.get("family", "")) == fold(wanted["family"])
        and (not given or fold(" ".join(name.get("given", ()))) == given)
        for name in patient.get("name", ())
    )


def _phones(patient: Resource, country: str) -> set[str]:
    written = (each.get("value", "") for each in patient.get("telecom", ()) if each.get("system") == "phone")
    return {number for each in written if (number := phone_e164(each, country))}
