"""A service whose EHR is the stand-in for Epic, reached as a customer's Epic is: SMART Backend Services over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from ehr_changes import read_all
from running import Desk, assembled, door

import demo
from clinic.clock import PinnedClock
from evals.standins.epic_server import EpicServer, running_epic_server
from evals.standins.epic_server.server import CANCEL, MOVE
from tools.fhir_store import create_store
from tools.smart import KeyFile

OWN_CALLS = {
    "cancel_appointment": {
        "url": CANCEL,
        "body": {
            "Patient": {"ID": "{patient}", "Type": "FHIR"},
            "Contact": {"ID": "{csn}", "Type": "CSN"},
            "Reason": "{reason}",
        },
    },
    "reschedule_appointment": {
        "url": MOVE,
        "body": {
            "visit": "{appointment}",
            "start": "{start}",
            "provider": "{practitioner}",
            "department": "{location}",
        },
    },
}
"""What a customer that has opened its web services to us writes into the file of FRONTDESK_EHR_CALLS."""


@asynccontextmanager
async def desk_on_epic(folder: Path, *, own_calls: bool, **settings: Any) -> AsyncIterator[Desk]:
    """With `own_calls` the customer has opened its calls for cancelling and moving; else staff do that."""
    clinic = demo.demo_settings()
    with (
        create_store(folder / "fhir.sqlite", PinnedClock(demo.DEMO_NOW), zone=clinic.zone) as store,
        running_epic_server(store, clinic) as server,
    ):
        server.opened = own_calls
        on_epic = {
            "ehr_vendor": "epic",
            "ehr_url": server.r4_url,
            "ehr_client_id": server.smart.client_id,
            "ehr_key_file": _registered_key(folder, server),
            "ehr_calls": _calls_file(folder, server) if own_calls else None,
            **settings,
        }
        async with (
            assembled(folder, **on_epic) as frontdesk,
            door(frontdesk) as http,
            httpx.AsyncClient(base_url=server.state_url, timeout=30) as fhir,
        ):
            yield Desk(http, fhir, frontdesk.clock, await read_all(fhir))


def _registered_key(folder: Path, server: EpicServer) -> Path:
    path = folder / "ehr-key.pem"
    key = ec.generate_private_key(ec.SECP384R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    server.smart.jwks = KeyFile(path).published()
    return path


def _calls_file(folder: Path, server: EpicServer) -> Path:
    path = folder / "calls.yaml"
    calls = {name: {**call, "url": f"{server.url}{call['url']}"} for name, call in OWN_CALLS.items()}
    path.write_text(yaml.safe_dump(calls))
    return path
