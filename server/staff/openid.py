"""Sign-in with OpenID Connect: the authorization code flow with PKCE, for people who have an account here."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus

import httpx
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from clinic.errors import FrontdeskError
from server.records.leases import machine_now

LASTS = 600
"""Seconds from leaving for the provider until one has to be back."""
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY = 60
"""Seconds by which clocks may differ."""


class OpenIdFailed(FrontdeskError):
    """The provider said no, does not answer, or what came back cannot be trusted; the answer does not tell which."""

    code = "openid_failed"
    status = 401

    def __init__(self) -> None:
        super().__init__("Signing in with your organisation did not work: try again, or use your password.")


class OpenIdProvider:
    """One issuer. Nothing is kept between leaving and coming back but a signed cookie."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = machine_now,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._transport = transport
        self._now = now
        self._signer = URLSafeTimedSerializer(secrets.token_hex(32), salt="openid")

    async def leave(self) -> tuple[str, str]:
        """Where to send the browser, and the cookie to take along. Raises OpenIdFailed."""
        pending = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "code_verifier")}
        about = await self._about()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid email",
            "state": pending["state"],
            "nonce": pending["nonce"],
            "code_challenge": code_challenge(pending["code_verifier"]),
            "code_challenge_method": "S256",
        }
        url = httpx.URL(about["authorization_endpoint"]).copy_merge_params(asked)
        return str(url), str(self._signer.dumps(pending))

    async def arrive(self, cookie: str, state: str, code: str) -> str:
        """The verified e-mail address of who is back. Raises OpenIdFailed."""
        try:
            pending = self._signer.loads(cookie, max_age=LASTS)
            if not secrets.compare_digest(pending["state"].encode(), state.encode()):
                raise OpenIdFailed
            about = await self._about()
            token = await self._fetch(
                about["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                redirect_uri=self._redirect_uri,
                code_verifier=pending["code_verifier"],
            )
            keys = KeySet.import_key_set(await self._fetch(about["jwks_uri"]))
            said = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            return self._email(said, issuer=about["issuer"], nonce=pending["nonce"])
        except (BadSignature, JoseError, KeyError, ValueError) as error:
            raise OpenIdFailed from error

    def _email(self, claims: dict[str, Any], *, issuer: str, nonce: str) -> str:
        """OpenID Connect Core 3.1.3.7. An address that the provider has not verified is anybody's."""
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
            email={"essential": True},
            email_verified={"essential": True, "value": True},
        )
        registry.validate(claims)
        return str(claims["email"])

    async def _about(self) -> dict[str, Any]:
        """The provider's own description. Raises OpenIdFailed when it is another's."""
        about: dict[str, Any] = await self._fetch(f"{self._issuer}/.well-known/openid-configuration")
        if str(about.get("issuer", "")).rstrip("/") != self._issuer:
            raise OpenIdFailed
        return about

    async def _fetch(self, url: str, **form: str) -> Any:
        """Get, or post a form as the client that we are (client_secret_basic). Raises OpenIdFailed."""
        async with httpx.AsyncClient(transport=self._transport, timeout=10) as client:
            try:
                secret = (quote_plus(self._client_id), quote_plus(self._client_secret))
                answer = await (client.post(url, data=form, auth=secret) if form else client.get(url))
                return answer.raise_for_status().json()
            except (httpx.HTTPError, ValueError) as error:
                raise OpenIdFailed from error


def code_challenge(code_verifier: str) -> str:
    """RFC 7636, S256."""
    return urlsafe_b64encode(sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
