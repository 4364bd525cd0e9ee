"""NextGen Enterprise over REST: the session header, OData lists, and successes without a body."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import orjson

from tools.fhir_client import EhrUnavailable
from tools.fhir_client.exchange import Answer, Call
from tools.vendors.nextgen.access import NextGenAccess
from tools.vendors.rest import Body, Listed, RestExchange

PAGE = 200
_JSON = {"Content-Type": "application/json"}
_SESSION = "x-ng-sessionid"


class NextGenExchange(RestExchange):
    """Refusals are told by status, with {"message"} or nothing; none of it is for patients or logs."""


class NextGenClient:
    """The calls, as one login within one practice. What they are about is named for messages: never an id or a value."""

    def __init__(self, exchange: NextGenExchange, access: NextGenAccess) -> None:
        self._exchange = exchange
        self._access = access
        self._session = ""
        self._logging_in = asyncio.Lock()

    @property
    def practice_id(self) -> str:
        return self._access.practice_id

    async def one(self, path: str, kind: str) -> Body:
        """One entry by its id. Raises NotFound."""
        return (await self._send("GET", path, kind, "read")).body

    async def listed(
        self, path: str, kind: str, query: Mapping[str, str] | None = None, *, at_most: int | None = None
    ) -> list[Listed]:
        """All entries, page by page, or the first `at_most`."""
        found: list[Listed] = []
        while True:
            top = min(PAGE, at_most - len(found)) if at_most is not None else PAGE
            page_of = {**(query or {}), "$top": str(top), "$skip": str(len(found))}
            body = (
                await self._send("GET", f"{path}?{urlencode(page_of, quote_via=quote)}", kind, "search")
            ).body
            page = _entries(body)
            found += page
            # The next page's link is not followed: it names a host within NextGen's own network.
            more = bool(body.get("nextPageLink")) or len(page) == top
            if not page or not more or (at_most is not None and len(found) >= at_most):
                return found

    async def looked_up(self, path: str, kind: str, query: Mapping[str, str]) -> list[Listed]:
        """What a lookup finds: no OData there."""
        return _entries((await self._send("GET", f"{path}?{urlencode(query)}", kind, "look up")).body)

    async def post(self, path: str, kind: str, does: str, body: Mapping[str, Any]) -> Body:
        return (await self._send("POST", path, kind, does, body)).body

    async def patch(self, path: str, kind: str, does: str, body: Mapping[str, Any]) -> Body:
        return (await self._send("PATCH", path, kind, does, body)).body

    async def _send(
        self, method: str, path: str, kind: str, does: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        headers = {_SESSION: await self._session_id()}
        if body is not None:
            headers |= _JSON
        content = orjson.dumps(body) if body is not None else None
        return await self._exchange.send(
            Call(method, path, kind, does, writes=body is not None, content=content, headers=headers)
        )

    async def _session_id(self) -> str:
        """Names enterprise and practice; the same for the same login, and without an end."""
        async with self._logging_in:
            if not self._session:
                defaults = {
                    "enterpriseId": self._access.enterprise_id,
                    "practiceId": self._access.practice_id,
                }
                call = Call(
                    "PUT",
                    "users/me/login-defaults",
                    "session",
                    "open",
                    content=orjson.dumps(defaults),
                    headers=_JSON,
                )
                answer = await self._exchange.send(call)
                self._session = httpx.Headers(dict(answer.headers)).get(_SESSION, "")
            if not self._session:
                raise EhrUnavailable(
                    "The EHR opened no session: check FRONTDESK_EHR_ENTERPRISE_ID and _PRACTICE_ID."
                )
            return self._session


def _entries(body: Body) -> list[Listed]:
    """Lists come as {"items": [...]}; a lookup may answer with the only entry itself."""
    if "items" in body:
        return [each for each in body["items"] or () if isinstance(each, dict)]
    return [body] if body.get("id") else []
