"""The EHR behind the tools: a FHIR server of the clinic's own, or the embedded store in this process."""

import hmac
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.ehr_needs import needs_of, used_now
from server.faults import crash_after_write
from server.seeding import fill_when_empty
from server.settings import Settings
from tools.fhir_client import Authorization, FhirClient, StaticToken, connect_fhir


@asynccontextmanager
async def open_fhir(
    settings: Settings, clinic: ClinicSettings, clock: Clock, service_token: str | None
) -> AsyncIterator[tuple[FhirClient, ASGIApp | None]]:
    """A client for the clinic's EHR, and the embedded store's application where that is the EHR.

    In demo mode an empty store is filled with the demo clinic around the clock's local date.
    """
    if settings.ehr_url is not None:
        async with (
            open_authorization(settings, clinic) as authorization,
            connect_fhir(settings.ehr_url, authorization=authorization) as client,
        ):
            yield client, None
        return
    with _embedded_store(settings, clinic, clock, service_token) as app:
        async with connect_fhir(app=crash_after_write(app), token=service_token) as client:
            yield client, app if settings.demo else None


@asynccontextmanager
async def open_authorization(settings: Settings, clinic: ClinicSettings) -> AsyncIterator[Authorization]:
    """What we show the clinic's EHR: tokens by SMART Backend Services, a static one, or none.

    Raises KeyUnusable when the key file cannot be used; the EHR itself is not asked yet.
    """
    if settings.ehr_url is None or not (settings.ehr_client_id and settings.ehr_key_file):
        yield StaticToken(settings.ehr_token.get_secret_value() if settings.ehr_token else None)
        return
    from tools.smart import KeyFile, open_backend_services

    key_file = KeyFile(settings.ehr_key_file)
    key_file.keys()
    # Assertions are dated by the real time, whatever the clinic's clock is pinned to.
    needs = used_now(needs_of(settings, clinic))
    async with open_backend_services(
        settings.ehr_url, settings.ehr_client_id, key_file, scope=settings.ehr_scopes, needs=needs
    ) as services:
        yield services


@contextmanager
def _embedded_store(
    settings: Settings, clinic: ClinicSettings, clock: Clock, service_token: str | None
) -> Iterator[ASGIApp]:
    from tools.fhir_store import create_store

    def may_use(token: str | None) -> bool:
        return hmac.compare_digest((token or "").encode(), (service_token or "").encode())

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    authorize = may_use if service_token else None
    with create_store(settings.fhir_store_path, clock, authorize=authorize, zone=clinic.zone) as store:
        if settings.demo:
            fill_when_empty(store, settings.fhir_store_path, clock.now().astimezone(clinic.zone))
        yield store.app
