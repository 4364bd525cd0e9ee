"""OAuth 2.0 client credentials (RFC 6749, 4.4) with a client secret: obtains a token, keeps and renews it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tools.fhir_client import EhrUnavailable, FhirFailure, Unauthorized
from tools.fhir_client.failures import seconds_of
from tools.smart import AccessToken
from tools.smart.backend_services import REST_AFTER_REFUSAL, TIMEOUT, TOO_YOUNG

# httpx logs every URL at INFO.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Client:
    """Who asks, where, and for what. `in_form`: the secret goes into the form; else it is sent as HTTP Basic.

    `more` are further fields of the form that a vendor wants. `names` are the settings to check, for a message.
    """

    token_url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = ""
    in_form: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    names: str = "FRONTDESK_EHR_CLIENT_ID, FRONTDESK_EHR_CLIENT_SECRET"


class ClientCredentials:
    """An `Authorization`. One request for a token serves all who wait; a refused client rests before it asks again."""

    def __init__(
        self, http: httpx.AsyncClient, client: Client, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._http = http
        self._client = client
        self._monotonic = monotonic
        self._asking = asyncio.Lock()
        self._kept: AccessToken | None = None
        self._refused: tuple[Unauthorized, float] | None = None

    async def token(self) -> str:
        return self._usable() or await self._another(None)

    async def renewed(self, refused: str) -> str | None:
        kept = self._kept
        if kept is not None and kept.value == refused and self._monotonic() - kept.obtained_at < TOO_YOUNG:
            return None  # it was not refused for its age
        return await self._another(refused)

    def _usable(self, other_than: str | None = None) -> str | None:
        kept = self._kept
        if kept is None or kept.value == other_than or self._monotonic() >= kept.usable_until:
            return None
        return kept.value

    async def _another(self, refused: str | None) -> str:
        async with self._asking:
            if (value := self._usable(other_than=refused)) is not None:
                return value  # somebody else's request
            if self._refused is not None and self._monotonic() - self._refused[1] < REST_AFTER_REFUSAL:
                raise self._refused[0].with_traceback(None)
            asked_at = self._monotonic()
            response = await self._ask()
            token = AccessToken.of(_json(response), asked_at) if response.status_code == 200 else None
            if token is None:
                failure = self._failure(response)
                if isinstance(failure, Unauthorized):
                    self._refused = failure, self._monotonic()
                raise failure
            self._kept, self._refused = token, None
            return token.value

    async def _ask(self) -> httpx.Response:
        client = self._client
        form = {"grant_type": "client_credentials", **client.more}
        if client.scope:
            form["scope"] = client.scope
        if client.in_form:
            form |= {"client_id": client.client_id, "client_secret": client.secret}
        basic = httpx.BasicAuth(client.client_id, client.secret)
        try:
            return await self._http.post(
                client.token_url, data=form, auth=httpx.USE_CLIENT_DEFAULT if client.in_form else basic
            )
        except httpx.HTTPError as cause:
            raise EhrUnavailable(f"The authorization server {client.token_url} cannot be reached.") from cause

    def _failure(self, response: httpx.Response) -> FhirFailure:
        status = response.status_code
        if status == 429 or status >= 500:
            busy = f"The authorization server answered {status}."
            return EhrUnavailable(busy, http_status=status, retry_after=seconds_of(response.headers))
        asked = f" We asked for the scope {self._client.scope}." if self._client.scope else ""
        return Unauthorized(
            f"{self._client.token_url} gave us no token (answer {status}). Check {self._client.names}: are they of this "
            f"environment (production and preview differ), and is the app enabled for this practice?{asked}",
            http_status=status,
        )


@asynccontextmanager
async def open_client_credentials(
    client: Client,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[ClientCredentials]:
    """Tokens for `client`. No connection is made before the first is asked for."""
    async with httpx.AsyncClient(
        transport=transport, timeout=TIMEOUT, headers={"Accept": "application/json"}, trust_env=False
    ) as http:
        yield ClientCredentials(http, client, monotonic=monotonic)


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return None
