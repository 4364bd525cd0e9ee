"""A reconciler of its own, for a command: the clinic, its EHR and the records, without the service around them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from clinic.clock import PinnedClock, SystemClock
from server.clinic_file import ClinicFile
from server.clinic_in_force import open_clinic
from server.demo_access import secrets_of
from server.fhir_server import open_fhir
from server.outreach.calendar_links import calendar_links
from server.outreach.reconciler import Reconciler
from server.practice import Premises
from server.records import open_database
from server.settings import Settings


@asynccontextmanager
async def open_reconciler(settings: Settings) -> AsyncIterator[Reconciler]:
    """May run beside the service: what both find due goes out once. Raises FrontdeskError where a part is not usable."""
    file = ClinicFile(settings.clinic_folder)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    secret_key, service_token = secrets_of(settings)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        database = await enter(open_database(settings.records_url))
        fhir, _ = await enter(open_fhir(settings, file.settings, clock, service_token))
        premises = Premises(settings, fhir, database, clock, secret_key, service_token)
        in_force = await enter(open_clinic(file, premises.open_practice))
        yield Reconciler(in_force.office, database, clock, calendar_links(settings, secret_key))
