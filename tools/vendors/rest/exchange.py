"""JSON over REST with the FHIR client's retries, deadlines and breaker, and stricter about writes: no vendor has keys."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
import orjson

from tools.fhir_client import Authorization, LostAnswer, VersionConflict
from tools.fhir_client.breaker import Breaker
from tools.fhir_client.connection import CONNECT_TIMEOUT, DEADLINE
from tools.fhir_client.exchange import AT_ONCE, Answer, Call, Exchange
from tools.fhir_client.failures import FhirFailure, failure_of

Body = dict[str, Any]
SomeExchange = TypeVar("SomeExchange", bound="RestExchange")


class RestExchange(Exchange):
    """One vendor's interface. Vendors refine `refusal`: how a refusal is told, with what status and what words."""

    def _answer(self, response: httpx.Response, call: Call) -> Answer:
        body = _body(response)
        refused = self.refusal(response, body, call)
        if refused is not None:
            raise refused
        if body is None:
            raise call.no_answer("The EHR's answer is not whole JSON.")
        return Answer(body, response.headers)

    def refusal(self, response: httpx.Response, body: Body | None, call: Call) -> FhirFailure | None:  # noqa: ARG002 for vendors
        """The failure that an answer stands for, or None. `body` is None where it is not JSON."""
        status = response.status_code
        if status < 400:
            return None
        if call.writes and status == 422 and call.resource_type == "appointments":
            return VersionConflict(f"The EHR answered 422 to {call.does} appointments.", http_status=status)
        if call.writes and status >= 500:
            # Also 503: a gateway may give up on a write that goes on behind it, and no vendor tells two tries apart.
            return LostAnswer(
                f"The EHR answered {status} to {call.does} {call.resource_type}.", http_status=status
            )
        return failure_of(
            status,
            response.headers,
            operation=call.does,
            resource_type=call.resource_type,
            writes=call.writes,
        )


@asynccontextmanager
async def connect_rest(
    kind: type[SomeExchange],
    base_url: str,
    authorization: Authorization,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    headers: Mapping[str, str] | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    breaker: Breaker | None = None,
    at_once: int = AT_ONCE,
) -> AsyncIterator[SomeExchange]:
    """A pooled exchange with `base_url`; see `tools.fhir_client.connect_fhir` for what the rest means."""
    async with httpx.AsyncClient(
        base_url=f"{base_url.rstrip('/')}/",
        transport=transport,
        headers={"Accept": "application/json", **(headers or {})},
        timeout=httpx.Timeout(deadline, connect=CONNECT_TIMEOUT),
        limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once),
        trust_env=False,
    ) as http:
        yield kind(http, authorization, deadline=deadline, sleep=sleep, breaker=breaker, at_once=at_once)


def _body(response: httpx.Response) -> Body | None:
    """Objects as they are, arrays as {"items": [...]}, any other value as {"value": ...}, nothing as {}."""
    if not response.content.strip():
        return {}
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None
    if isinstance(body, dict):
        return body
    return {"items": body} if isinstance(body, list) else {"value": body}
