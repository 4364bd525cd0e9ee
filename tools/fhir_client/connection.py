"""Opens the connection to the EHR: an address with a bearer token, or an ASGI app in this process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tools.fhir_client.authorization import Authorization, StaticToken
from tools.fhir_client.breaker import Breaker
from tools.fhir_client.client import FhirClient
from tools.fhir_client.exchange import AT_ONCE, Exchange

# httpx logs every URL at INFO, and the ids in FHIR URLs are those of patients.
logging.getLogger("httpx").setLevel(logging.WARNING)

CONNECT_TIMEOUT = 2.0
DEADLINE = 10.0
"""Seconds for one operation, retries included."""


@asynccontextmanager
async def connect_fhir(
    base_url: str = "http://embedded.invalid/fhir/",
    *,
    app: Callable[..., Awaitable[Any]] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    token: str | None = None,
    authorization: Authorization | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    breaker: Breaker | None = None,
    at_once: int = AT_ONCE,
) -> AsyncIterator[FhirClient]:
    """A pooled client for the FHIR base `base_url`. With `app`, that ASGI app is called and no socket opened.

    `token` is sent as a bearer token, where no `authorization` obtains them. `transport` is for tests and unusual
    networks; `sleep` waits between tries. At most `at_once` requests are under way at a time.
    """
    if app is not None:
        transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        base_url=base_url if base_url.endswith("/") else f"{base_url}/",
        transport=transport,
        headers={"Accept": "application/fhir+json"},
        timeout=httpx.Timeout(deadline, connect=CONNECT_TIMEOUT),
        limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once),
        trust_env=False,
    ) as http:
        shown = authorization or StaticToken(token)
        yield FhirClient(
            Exchange(http, shown, deadline=deadline, sleep=sleep, breaker=breaker, at_once=at_once)
        )
