"""`Patient/$match`: used where the server offers it, left alone where it does not, and never believed blindly."""

from typing import Any

import httpx
import orjson

from clinic.record_linkage import Particulars
from demo import people
from tools.ehr.matching import identify
from tools.ehr.results import PatientFound
from tools.vendors.fhir import PlainFhir

MARIA = people.MARIA_ALVAREZ
TOLD = Particulars(
    first_name="Maria",
    last_name="Alvarez",
    birth_date=MARIA.birth_date,
    phone=MARIA.phone,
    postal_code="10013",
)


class Matching(httpx.AsyncBaseTransport):
    """A server that states `$match`, and answers it with everybody named, or with `status`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, status: int = 200) -> None:
        self._inner, self._status = inner, status
        self.asked: list[dict[str, Any]] = []
        self.searches = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("Patient/$match"):
            self.asked.append(orjson.loads(request.content))
            if self._status != 200:
                return httpx.Response(self._status, json={"resourceType": "OperationOutcome"})
            found = [await self._read(request, each) for each in (people.GRACE_KIM.id, MARIA.id)]
            entries = [{"resource": each, "search": {"mode": "match", "score": 0.9}} for each in found]
            return httpx.Response(200, json={"resourceType": "Bundle", "type": "searchset", "entry": entries})
        self.searches += request.url.path.endswith("Patient/_search")
        answer = await self._inner.handle_async_request(request)
        if not request.url.path.endswith("/metadata"):
            return answer
        statement = orjson.loads(await answer.aread())
        [patient] = [each for each in statement["rest"][0]["resource"] if each["type"] == "Patient"]
        patient["operation"] = [
            {"name": "match", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-match"}
        ]
        return httpx.Response(200, json=statement)

    async def _read(self, request: httpx.Request, patient_id: str) -> dict[str, Any]:
        url = request.url.copy_with(path=request.url.path.replace("$match", patient_id))
        answer = await self._inner.handle_async_request(httpx.Request("GET", url))
        read: dict[str, Any] = orjson.loads(await answer.aread())
        return read


async def found_through(open_clinic, server, *, learns=True):
    async with open_clinic(around=server) as clinic:
        port = PlainFhir(clinic.line, clinic.settings, clinic.clock)
        if learns:
            await port.learn()
        return identify(await port.candidates(TOLD), TOLD)


async def test_a_server_that_offers_it_is_asked_with_all_that_was_told(open_clinic):
    servers = []
    found = await found_through(open_clinic, lambda inner: servers.append(Matching(inner)) or servers[0])
    assert isinstance(found, PatientFound)
    assert found.patient.id == MARIA.id
    [asked] = servers[0].asked
    [patient] = [each["resource"] for each in asked["parameter"] if each["name"] == "resource"]
    assert (patient["birthDate"], patient["telecom"][0]["value"]) == ("1985-03-14", MARIA.phone)
    assert {"name": "onlyCertainMatches", "valueBoolean": False} in asked["parameter"]
    assert servers[0].searches == 0


async def test_a_server_that_states_it_and_refuses_is_searched(open_clinic):
    servers = []
    found = await found_through(open_clinic, lambda inner: servers.append(Matching(inner, 400)) or servers[0])
    assert isinstance(found, PatientFound)
    assert servers[0].searches > 0


async def test_a_server_that_does_not_state_it_is_searched_without_asking(open_clinic):
    servers = []
    found = await found_through(
        open_clinic, lambda inner: servers.append(Matching(inner)) or servers[0], learns=False
    )
    assert isinstance(found, PatientFound)
    assert servers[0].asked == []
