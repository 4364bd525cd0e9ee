"""How the two vendors let us in: client credentials, refused, limited, renewed; and what a client hears then."""

from dataclasses import replace

import httpx
import pytest
from vendor_clinic import Door, VendorClinic

from evals.standins import athenahealth_server, nextgen_server
from tools.fhir_client import EhrUnavailable, Unauthorized
from tools.vendors.athenahealth import PREVIEW, AthenahealthAccess
from tools.vendors.nextgen import PRODUCTION, NextGenAccess
from tools.vendors.rest import Client, ClientCredentials

SECRET = "wrong secret"


def client_of(vendor: str, door: Door) -> Client:
    if vendor == "athenahealth":
        at = athenahealth_server
        athena = AthenahealthAccess(door.url, at.PRACTICE, at.CLIENT_ID, at.CLIENT_SECRET)
        return Client(athena.token_url, athena.client_id, athena.client_secret, scope=athena.scope)
    there = nextgen_server
    access = NextGenAccess(
        door.url, there.SITE, there.ENTERPRISE, there.PRACTICE, there.CLIENT_ID, there.CLIENT_SECRET
    )
    return Client(
        access.token_url,
        access.client_id,
        access.client_secret,
        in_form=True,
        more={"site_id": access.site_id},
    )


async def test_a_wrong_secret_is_told_with_what_to_check_and_without_the_secret(
    clinic: VendorClinic, door: Door
) -> None:
    async with httpx.AsyncClient() as http:
        wrong = replace(client_of(clinic.vendor, door), secret=SECRET)
        tokens = ClientCredentials(http, wrong, monotonic=lambda: door.seconds)
        with pytest.raises(Unauthorized) as refused:
            await tokens.token()
        assert "FRONTDESK_EHR_CLIENT_SECRET" in str(refused.value)
        assert SECRET not in f"{refused.value}{wrong!r}"


async def test_a_refused_client_does_not_knock_again_at_once(clinic: VendorClinic, door: Door) -> None:
    async with httpx.AsyncClient() as http:
        wrong = replace(client_of(clinic.vendor, door), secret=SECRET)
        tokens = ClientCredentials(http, wrong, monotonic=lambda: door.seconds)
        for _ in range(3):
            with pytest.raises(Unauthorized):
                await tokens.token()
        assert sum("token" in each for each in clinic.faults.seen) == 1
        door.seconds += 60
        with pytest.raises(Unauthorized):
            await tokens.token()
        assert sum("token" in each for each in clinic.faults.seen) == 2


async def test_a_limit_of_token_requests_is_an_outage_that_names_its_end(
    clinic: VendorClinic, door: Door
) -> None:
    async with httpx.AsyncClient() as http:
        tokens = ClientCredentials(http, client_of(clinic.vendor, door), monotonic=lambda: door.seconds)
        clinic.faults.arm("busy", "POST token")
        with pytest.raises(EhrUnavailable) as limited:
            await tokens.token()
        assert (limited.value.http_status, limited.value.retry_after) == (429, 1.0)
        assert await tokens.token() == await tokens.token()


async def test_a_token_is_used_until_shortly_before_its_end(clinic: VendorClinic, door: Door) -> None:
    async with httpx.AsyncClient() as http:
        tokens = ClientCredentials(http, client_of(clinic.vendor, door), monotonic=lambda: door.seconds)
        first = await tokens.token()
        door.seconds += 3000
        assert await tokens.token() == first
        door.seconds += 599
        assert await tokens.token() != first


def test_addresses_are_made_of_what_the_vendors_publish() -> None:
    athena = AthenahealthAccess(PREVIEW, "195900", "id", "secret")
    assert athena.token_url == "https://api.preview.platform.athenahealth.com/oauth2/v1/token"
    assert athena.rest_url == "https://api.preview.platform.athenahealth.com/v1/195900"
    nextgen = NextGenAccess(f"{PRODUCTION}/", "s", "00001", "0001", "id", "secret")
    assert nextgen.token_url == "https://nativeapi.nextgen.com/nge/prod/nge-oauth/token"
    assert nextgen.api_url == "https://nativeapi.nextgen.com/nge/prod/nge-api/api"
