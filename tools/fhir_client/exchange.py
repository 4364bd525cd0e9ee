"""Sends FHIR requests: authorized, as often as it does no harm, so many at once, within a deadline."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import orjson

from tools.fhir_client.authorization import Authorization
from tools.fhir_client.breaker import Breaker
from tools.fhir_client.deadlines import time_left
from tools.fhir_client.failures import EhrUnavailable, FhirFailure, LostAnswer, failure_of
from tools.fhir_client.retrying import retrying

Resource: TypeAlias = dict[str, Any]
"""A FHIR R4 resource as parsed JSON."""

AT_ONCE = 32
"""Requests under way to one server; further ones wait their turn, within their deadline."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class Call:
    """One request, as often as it is sent. `does` is what it does, for messages: no ids, no values."""

    method: str
    url: str
    resource_type: str
    does: str
    writes: bool = False
    content: bytes | None = None
    headers: Mapping[str, str] | None = None

    @property
    def no_answer(self) -> type[FhirFailure]:
        """What it means when no usable answer comes to a request that was sent."""
        return LostAnswer if self.writes else EhrUnavailable


@dataclass(frozen=True)
class Answer:
    """`body` is {} where a write was answered with none."""

    body: Resource
    headers: Mapping[str, str]
    is_unchanged: bool = False
    """304: the version that the request named is still the current one. `body` is {}."""


@dataclass
class _Progress:
    """Whether a request of an operation is under way: what is cut off then may have taken effect."""

    under_way: bool = False


class Exchange:
    """The connection to one FHIR server. Safe to share between tasks."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        authorization: Authorization,
        *,
        deadline: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        breaker: Breaker | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._http = http
        self._authorization = authorization
        self._deadline = deadline
        self._sleep = sleep
        self._breaker = breaker or Breaker()
        self._places = asyncio.Semaphore(at_once)

    @property
    def base_url(self) -> httpx.URL:
        return self._http.base_url

    async def send(self, call: Call) -> Answer:
        """The answer, after as many tries as do no harm. Raises FhirFailure."""
        seconds = time_left(at_most=self._deadline)
        if seconds <= 0:
            raise EhrUnavailable(f"No time was left to {call.does} {call.resource_type}.")
        progress = _Progress()
        with self._breaker.passage():
            try:
                async with asyncio.timeout(seconds):
                    again = retrying(reads=not call.writes, sleep=self._sleep)
                    return await again(self._attempt, call, progress)
            except TimeoutError as cause:
                late = f"The EHR did not finish {call.does} {call.resource_type} within {seconds:.3g} s."
                raise (call.no_answer if progress.under_way else EhrUnavailable)(late) from cause

    async def _attempt(self, call: Call, progress: _Progress) -> Answer:
        token = await self._authorization.token()
        response = await self._request(call, token, progress)
        if response.status_code == 401 and token and (other := await self._authorization.renewed(token)):
            # Refused at the door: nothing was done, so that a write may be sent again as well.
            response = await self._request(call, other, progress)
        return self._answer(response, call)

    def _answer(self, response: httpx.Response, call: Call) -> Answer:
        """What a response says. Vendors' own interfaces say it in other ways than FHIR servers."""
        if response.status_code >= 400:
            raise failure_of(
                response.status_code,
                response.headers,
                operation=call.does,
                resource_type=call.resource_type,
                writes=call.writes,
            )
        if response.status_code == 304:
            return Answer({}, response.headers, is_unchanged=True)
        return Answer(_body(response, call), response.headers)

    async def _request(self, call: Call, token: str | None, progress: _Progress) -> httpx.Response:
        headers = {**(call.headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        async with self._places:
            progress.under_way = True
            try:
                response = await self._http.request(
                    call.method, call.url, content=call.content, headers=headers
                )
            except _NOT_SENT as cause:
                progress.under_way = False
                raise EhrUnavailable("The EHR cannot be reached.") from cause
            except httpx.HTTPError as cause:
                raise call.no_answer("The connection to the EHR broke after a request was sent.") from cause
        progress.under_way = False
        return response


def _body(response: httpx.Response, call: Call) -> Resource:
    if not response.content and call.writes:
        return {}
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError as cause:
        raise call.no_answer("The EHR's answer is not whole JSON.") from cause
    if not isinstance(body, dict):
        raise call.no_answer("The EHR's answer is not a FHIR resource.")
    return body
