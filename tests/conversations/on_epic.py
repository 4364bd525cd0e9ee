"""A service whose EHR is the stand-in for Epic, reached as a customer's Epic is: SMART Backend Services over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from ehr_changes import Resources, read_all
from epic_customer import epic_customer
from running import Desk, assembled, door

from evals.standins.epic_server import EpicServer


class EpicDesk(Desk):
    """The difference is told by Epic's own record; `server` is the stand-in, whose answers can be lost."""

    server: EpicServer


_SEEDED: Resources = {}
"""Epic's record at the start, read once: every test begins with a copy of the same seed."""


@asynccontextmanager
async def desk_on_epic(folder: Path, *, own_calls: bool, **settings: Any) -> AsyncIterator[EpicDesk]:
    """With `own_calls` the customer has opened its calls for cancelling and moving; else staff do that."""
    with epic_customer(folder, folder / "fhir.sqlite", opened=own_calls) as (server, on_epic):
        async with (
            assembled(folder, **{**on_epic, **settings}) as frontdesk,
            door(frontdesk) as http,
            httpx.AsyncClient(base_url=server.state_url, timeout=30) as fhir,
        ):
            if not _SEEDED:
                _SEEDED.update(await read_all(fhir))
            desk = EpicDesk(frontdesk, http, fhir, frontdesk.clock, _SEEDED)
            desk.server = server
            yield desk
