"""athenaOne over REST: forms in, JSON out, lists by offset, and failures that may come with HTTP 200."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from tools.fhir_client import EhrUnavailable, FhirFailure, Rejected, VersionConflict
from tools.fhir_client.exchange import Call
from tools.vendors.athenahealth.formats import is_false
from tools.vendors.rest import Body, Listed, RestExchange

PAGE = 1000
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class AthenaExchange(RestExchange):
    """Reads athenaOne's refusals.

    docs.athenahealth.com/api/guides/error-messages; recordings of HealthTechDevelopers/athena_health (vcr_cassettes).
    """

    def refusal(self, response: httpx.Response, body: Body | None, call: Call) -> FhirFailure | None:
        if (
            response.status_code == 403
            and "over_q" in response.headers.get("x-mashery-error-code", "").lower()
        ):
            busy = f"The EHR's limit of requests is reached: {call.does} {call.resource_type}."
            return EhrUnavailable(busy, http_status=429)
        failure = super().refusal(response, body, call)
        if failure is None and body is not None and _says_no(body):
            # With HTTP 200: for a write to an appointment it means that the appointment is no longer as we saw it.
            told = f"The EHR refused {call.does} {call.resource_type} with an answer of 200."
            return VersionConflict(told) if call.writes else Rejected(told)
        return failure


class AthenaClient:
    """The calls, within one practice. What they are about is named for messages: never an id, never a value."""

    def __init__(self, exchange: AthenaExchange) -> None:
        self._exchange = exchange

    async def one(self, path: str, kind: str, **query: str) -> Listed | None:
        """The only entry: details come as an array of one."""
        items = _items(await self._read(path, kind, query))
        return items[0] if items else None

    async def array(self, path: str, kind: str, **query: str) -> list[Listed]:
        return _items(await self._read(path, kind, query))

    async def listed(self, path: str, name: str, **query: str) -> list[Listed]:
        """All entries of a list, page by page. `name` is the list's in the answer, such as "appointments"."""
        found: list[Listed] = []
        while True:
            body = await self._read(path, name, {"limit": str(PAGE), "offset": str(len(found)), **query})
            page = [each for each in body.get(name) or () if isinstance(each, dict)]
            found += page
            # The link itself is not followed: it is a path of the gateway's, with all that was searched for.
            if not page or not (body.get("next") or len(found) < _count(body)):
                return found

    async def put(self, path: str, kind: str, does: str, form: Mapping[str, str]) -> list[Listed]:
        return await self._write("PUT", path, kind, does, form)

    async def post(self, path: str, kind: str, does: str, form: Mapping[str, str]) -> list[Listed]:
        return await self._write("POST", path, kind, does, form)

    async def _read(self, path: str, kind: str, query: Mapping[str, str]) -> Body:
        url = f"{path}?{urlencode(query)}" if query else path
        return (await self._exchange.send(Call("GET", url, kind, "read"))).body

    async def _write(
        self, method: str, path: str, kind: str, does: str, form: Mapping[str, str]
    ) -> list[Listed]:
        filled = {name: value for name, value in form.items() if value}
        call = Call(method, path, kind, does, writes=True, content=urlencode(filled).encode(), headers=_FORM)
        body = (await self._exchange.send(call)).body
        return _items(body) or [body]


def _items(body: Body) -> list[Listed]:
    return [each for each in body.get("items") or body.get("patients") or () if isinstance(each, dict)]


def _count(body: Body) -> int:
    """How many there are in all; lists may hold fewer a page than were asked for."""
    told = str(body.get("totalcount") or "")
    return int(told) if told.isdecimal() else 0


def _says_no(body: Mapping[str, Any]) -> bool:
    answers = _items(dict(body)) or [body]
    refused = any(is_false(each["success"]) for each in answers if "success" in each)
    return refused or "error" in body or any("errormessage" in each for each in answers)
