"""Obtains tokens and keeps one fresh for all callers (SMART Backend Services, SMART App Launch 2.2)."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx

from clinic.clock import Clock, SystemClock
from tools.fhir_client import EhrUnavailable, FhirFailure
from tools.fhir_client.capabilities import http_date
from tools.fhir_client.needs import IN_USE, Need
from tools.smart.assertion import TYPE, SignedAssertion, sign
from tools.smart.discovery import Discovered, discover
from tools.smart.keys import KeyFile, SigningKey
from tools.smart.refusals import TokenRefused, refusal
from tools.smart.scopes import scopes_for
from tools.smart.tokens import AccessToken

logger = logging.getLogger(__name__)

TIMEOUT = 8.0
"""Seconds for one request to the authorization server."""
DISCOVERED_FOR = 3600.0
"""Seconds for which the token endpoint is not looked up again, unless something fails."""
REST_AFTER_REFUSAL = 30.0
"""Seconds in which a refused client does not ask again (servers lock clients out), unless its key changes."""
REST_AFTER_FAILURE = 5.0
"""Seconds between tries to renew a token that is still good."""
TOO_YOUNG = 5.0
"""Seconds: a token of that age which is refused was not refused for its age; another would fare no better."""
SKEW = timedelta(seconds=5)
"""A difference of clocks from which on assertions are dated by the server's."""


class BackendServices:
    """An `Authorization` for the FHIR client. One renewal serves all callers; a caller who gives up stops nothing."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        client_id: str,
        key_file: KeyFile,
        *,
        scope: str | None = None,
        needs: Sequence[Need] = IN_USE,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """What is asked for covers `needs`, unless `scope` names it.

        `clock` must be the real time: servers compare it with theirs.
        """
        self._http = http
        self._base_url = base_url
        self._client_id = client_id
        self._key_file = key_file
        self._scope = scope
        self._needs = needs
        self._clock = clock or SystemClock()
        self._monotonic = monotonic
        self._kept: AccessToken | None = None
        self._renewing: asyncio.Task[AccessToken] | None = None
        self._discovered: tuple[Discovered, float] | None = None
        self._server_ahead = timedelta()
        self._failure: tuple[FhirFailure, str, float] | None = None
        """The last failure, the id of the key it came with ("" if none), and when."""

    async def token(self) -> str:
        return (await self.access_token()).value

    async def access_token(self) -> AccessToken:
        """A token that can be used now. Late in its life it is renewed meanwhile, and nobody waits for that."""
        kept, now = self._kept, self._monotonic()
        if kept is not None and now < kept.usable_until:
            if now >= kept.renew_at and not self._rests(REST_AFTER_FAILURE):
                self._begin_renewal()
            return kept
        return await self._renewed()

    async def renewed(self, refused: str) -> str | None:
        kept = self._kept
        if kept is not None and kept.value != refused:
            return kept.value  # somebody else's renewal
        if kept is not None and self._monotonic() - kept.obtained_at < TOO_YOUNG:
            return None
        self._kept = None  # whoever asks meanwhile waits for the new one
        return (await self._renewed()).value

    async def discovered(self) -> Discovered:
        """Where tokens are had, looked up once an hour. Raises FhirFailure."""
        now = self._monotonic()
        if self._discovered is None or now - self._discovered[1] > DISCOVERED_FOR:
            found = await discover(self._http, self._base_url)
            self._notice_time(found.server_time)
            self._discovered = found, now
        return self._discovered[0]

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError, FhirFailure):
                await self._renewing

    async def _renewed(self) -> AccessToken:
        return await asyncio.shield(self._begin_renewal())

    def _begin_renewal(self) -> asyncio.Task[AccessToken]:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
            self._renewing.add_done_callback(_hear)
        return self._renewing

    async def _renew(self) -> AccessToken:
        key_id = ""
        try:
            key = self._key_file.signing_key()
            key_id = key.key_id
            self._stay_refused(key_id)
            self._kept = await self._obtain(key)
        except FhirFailure as failure:
            self._discovered = None
            if self._failure is None or self._failure[0] is not failure:
                self._failure = failure, key_id, self._monotonic()
            raise
        self._failure = None
        return self._kept

    def _rests(self, seconds: float) -> bool:
        return self._failure is not None and self._monotonic() - self._failure[2] < seconds

    def _stay_refused(self, key_id: str) -> None:
        """Give the last refusal again while nothing has changed that could mend it."""
        if self._failure is not None and self._rests(REST_AFTER_REFUSAL):
            failure, refused_key, _ = self._failure
            if isinstance(failure, TokenRefused) and refused_key == key_id:
                raise failure.with_traceback(None)

    async def _obtain(self, key: SigningKey) -> AccessToken:
        """One try, and a second one where the answer shows that the first was dated wrongly."""
        where = await self.discovered()
        scope = self._scope or scopes_for(self._needs, version=where.scope_version)
        for may_try_again in (True, False):
            ahead, asked_at = self._server_ahead, self._monotonic()
            sent = sign(key, self._client_id, where.token_url, self._server_now())
            response = await self._post(sent, scope)
            server_time = http_date(response.headers.get("date"))
            self._notice_time(server_time)
            if response.status_code == 200 and (token := AccessToken.of(_json(response), asked_at)):
                return token
            if not may_try_again or abs(self._server_ahead - ahead) < SKEW:
                break
        raise refusal(
            response,
            sent=sent,
            scope=scope,
            key_file=self._key_file.path,
            our_time=self._clock.now(),
            server_time=server_time,
        )

    async def _post(self, sent: SignedAssertion, scope: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_assertion_type": TYPE,
            "client_assertion": sent.jwt,
        }
        try:
            return await self._http.post(sent.audience, data=form)
        except httpx.HTTPError as cause:
            raise EhrUnavailable(f"The authorization server {sent.audience} cannot be reached.") from cause

    def _server_now(self) -> datetime:
        return self._clock.now() + self._server_ahead

    def _notice_time(self, server_time: datetime | None) -> None:
        """Remember how far the server's clock is ahead of ours, if it matters."""
        if server_time is not None:
            ahead = server_time - self._clock.now()
            self._server_ahead = ahead if abs(ahead) >= SKEW else timedelta()


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return None


def _hear(renewal: asyncio.Task[AccessToken]) -> None:
    """A renewal that nobody waited for is heard of in the log."""
    if not renewal.cancelled() and (error := renewal.exception()) is not None:
        logger.warning("No EHR token could be obtained: %s", error)


@asynccontextmanager
async def open_backend_services(
    base_url: str,
    client_id: str,
    key_file: KeyFile,
    *,
    scope: str | None = None,
    needs: Sequence[Need] = IN_USE,
    clock: Clock | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[BackendServices]:
    """Tokens for the FHIR base `base_url`. No connection is made before the first is asked for."""
    async with httpx.AsyncClient(
        transport=transport, timeout=TIMEOUT, headers={"Accept": "application/json"}, trust_env=False
    ) as http:
        services = BackendServices(
            http, base_url, client_id, key_file, scope=scope, needs=needs, clock=clock, monotonic=monotonic
        )
        try:
            yield services
        finally:
            await services.close()
