"""A FHIR server that offers `Patient/$match`, put in front of one that does not."""

from typing import Any

import httpx
import orjson

from demo import people

MARIA = people.MARIA_ALVAREZ


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
