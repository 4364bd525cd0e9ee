"""The doctor claims a test slot and gives it back (`--write`): the last free one, which hardly anybody is after."""

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.doctor.findings import Area, Finding
from tools.ehr.port import EhrPort, FreeTime
from tools.fhir_client import FhirClient, LostAnswer
from tools.vendors.fhir.slots import SlotBook

WRITES = Area("EHR: writing")


async def examine_writing(
    fhir: FhirClient, clinic: ClinicSettings, port: EhrPort, clock: Clock
) -> AsyncIterator[Finding]:
    """What happens to the slot in the end is looked at, not believed."""
    slots = SlotBook(fhir, clock)
    calendars = [each.id for each in (await port.workplace()).calendars]
    last = await _last_free(slots, calendars, clinic, clock)
    if last is None:
        yield WRITES.skipped("test slot", "There is no free slot to try with.")
        return
    mine, theirs = (f"doctor-{secrets.token_hex(8)}" for _ in range(2))
    try:
        claimed = await slots.claim([last], mine)
        twice = claimed and await slots.claim([last], theirs)
    except LostAnswer:
        claimed = twice = False
    released = await slots.release([last.id], mine) and await slots.release([last.id], theirs)
    (after,) = await slots.read([last.id])
    place = f"Slot {last.id}, {last.start.astimezone(clinic.zone):%a %Y-%m-%d %H:%M}"
    if not claimed:
        to_do = "Have update of Slot allowed for our registration; see frontdesk doctor's scopes."
        yield WRITES.missing("claim a slot", f"{place} could not be taken.", to_do, "staff book")
    elif twice:
        to_do = "The server must refuse an update with an old version (If-Match): ask the EHR's vendor."
        yield WRITES.missing("claim a slot", f"{place} could be taken twice.", to_do, "staff book")
    else:
        yield WRITES.ok("claim a slot", f"{place} was taken, and a second claim of the same version refused.")
    if released and after.free:
        yield WRITES.ok("release a slot", f"{place} is free again.")
    else:
        to_do = f"Set Slot {last.id} to free in the EHR by hand."
        yield WRITES.missing(
            "release a slot", f"{place} is still taken.", to_do, "staff free slots of cancelled visits"
        )


async def _last_free(
    slots: SlotBook, calendars: Sequence[str], clinic: ClinicSettings, clock: Clock
) -> FreeTime | None:
    """Read in weeks from the horizon backwards."""
    now, week = clock.now(), timedelta(days=7)
    end = now + clinic.scheduling.horizon
    while calendars and end > now:
        found: list[FreeTime] = []
        async for page, _ in slots.free_times(calendars, max(now, end - week), end):
            found += page
        if found:
            return found[-1]
        end -= week
    return None
