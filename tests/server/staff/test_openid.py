"""Staff sign in at their organisation's OpenID provider, and only who is verified there and has an account here."""

import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.app import create_app
from server.frontdesk import Frontdesk
from server.staff.accounts import add_account
from server.staff.openid import OpenIdProvider, code_challenge
from server.staff.passwords import hash_password

ISSUER = "https://id.clinic.example"


class Provider:
    """An OpenID provider. `claims` change what its token says, `key` what it is signed with."""

    def __init__(self) -> None:
        self.published = self.key = ECKey.generate_key("P-256", {"kid": "k"})
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        routes = [
            Route("/.well-known/openid-configuration", self.about),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", self.keys),
        ]
        self.app = Starlette(routes=routes)

    async def about(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
        )

    async def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.published.as_dict(private=False)]})

    async def token(self, request: Request) -> Response:
        form = await request.form()
        challenge = code_challenge(str(form["code_verifier"]))
        if form["code"] != "good" or challenge != self.asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        claims = {
            "iss": ISSUER,
            "aud": "frontdesk",
            "exp": int(time.time()) + 300,
            "nonce": self.asked["nonce"],
            "email": "Avery@Clinic.example",
            "email_verified": True,
        }
        signed = jwt.encode({"alg": "ES256", "kid": "k"}, claims | self.claims, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def http(desk: Frontdesk, provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    openid = OpenIdProvider(
        issuer=ISSUER,
        client_id="frontdesk",
        client_secret="hush",
        redirect_uri="https://desk.clinic.example/staff/openid/arrive",
        transport=httpx.ASGITransport(app=provider.app),
    )
    object.__setattr__(desk, "openid", openid)
    password = hash_password("correct horse battery")
    await desk.database.write(
        lambda c: add_account(
            c,
            email="avery@clinic.example",
            name="Avery",
            role="nurse",
            password_hash=password,
            at=desk.clock.now(),
        )
    )
    transport = httpx.ASGITransport(app=create_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as client:
        yield client


async def arrives(http: httpx.AsyncClient, provider: Provider, **changed: str) -> httpx.Response:
    left = await http.get("/staff/openid/leave")
    query = parse_qs(urlsplit(left.headers["location"]).query)
    provider.asked = {name: values[0] for name, values in query.items()}
    back = {"state": provider.asked["state"], "code": "good"} | changed
    return await http.get("/staff/openid/arrive", params=back)


async def test_who_is_verified_there_and_has_an_account_here_is_signed_in(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    assert "Sign in with your organisation" in (await http.get("/staff/login")).text
    answer = await arrives(http, provider)

    assert answer.status_code == 200
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert (await http.get("/v1/staff/session")).json()["name"] == "Avery"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@clinic.example"},
        {"email_verified": False},
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"exp": int(time.time()) - 300},
        {"nonce": "an earlier one"},
    ],
    ids=lambda claims: next(iter(claims)),
)
async def test_what_the_token_has_to_say_is_checked(
    http: httpx.AsyncClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = await arrives(http, provider)

    assert answer.status_code == 401
    assert (await http.get("/v1/staff/session")).status_code == 401


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"code": "stolen"}])
async def test_a_way_back_that_was_not_ours_signs_nobody_in(
    http: httpx.AsyncClient, provider: Provider, changed: dict[str, str]
) -> None:
    assert (await arrives(http, provider, **changed)).status_code == 401


async def test_a_token_that_another_key_has_signed_is_refused(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    provider.key = ECKey.generate_key("P-256", {"kid": "k"})
    assert (await arrives(http, provider)).status_code == 401


async def test_without_the_cookie_of_leaving_nobody_arrives(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    await http.get("/staff/openid/leave")
    http.cookies.clear()
    assert (await http.get("/staff/openid/arrive?state=x&code=good")).status_code == 401
