"""Opens the connection to the EHR: an address with a bearer token, or an ASGI app in this process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tools.fhir_client.client import FhirClient

# httpx logs every URL at INFO, and the ids in FHIR URLs are those of patients.
logging.getLogger("httpx").setLevel(logging.WARNING)

CONNECT_TIMEOUT = 2.0
DEADLINE = 10.0
"""Seconds for one operation, retries included."""
CONNECTIONS = 50


@asynccontextmanager
async def connect_fhir(
    base_url: str = "http://embedded.invalid/fhir/",
    *,
    app: Callable[..., Awaitable[Any]] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    token: str | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[FhirClient]:
    """A pooled client for the FHIR base `base_url`. With `app`, that ASGI app is called and no socket opened.

    `token` is sent as a bearer token. `transport` is for tests and unusual networks;
    `sleep` waits between tries.
    """
    if app is not None:
        transport = httpx.ASGITransport(app=app)
    headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    async with httpx.AsyncClient(
        base_url=base_url if base_url.endswith("/") else f"{base_url}/",
        transport=transport,
        headers=headers,
        timeout=httpx.Timeout(deadline, connect=CONNECT_TIMEOUT),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        trust_env=False,
    ) as http:
        yield FhirClient(http, deadline=deadline, sleep=sleep)
