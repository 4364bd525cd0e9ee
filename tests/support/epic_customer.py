"""A customer's Epic as Frontdesk is set up for it: the stand-in with our key registered, and the customer's own calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import demo
from clinic.clock import PinnedClock
from evals.standins.epic_server import EpicServer, running_epic_server
from evals.standins.epic_server.server import CANCEL, MOVE
from tools.fhir_store import create_store
from tools.smart import KeyFile


def own_calls(url: str) -> dict[str, Any]:
    """What a customer that has opened its web services to us writes into the file of FRONTDESK_EHR_CALLS."""
    return {
        "cancel_appointment": {
            "url": f"{url}{CANCEL}",
            "body": {
                "Patient": {"ID": "{patient}", "Type": "FHIR"},
                "Contact": {"ID": "{csn}", "Type": "CSN"},
                "Reason": "{reason}",
            },
        },
        "reschedule_appointment": {
            "url": f"{url}{MOVE}",
            "body": {
                "visit": "{appointment}",
                "start": "{start}",
                "provider": "{practitioner}",
                "department": "{location}",
            },
        },
    }


@contextmanager
def epic_customer(folder: Path, seeded: Path, *, opened: bool) -> Iterator[tuple[EpicServer, dict[str, Any]]]:
    """The running stand-in over the store at `seeded`, and the settings that name it.

    `opened`: the customer has opened its calls for cancelling and moving; else staff do that.
    """
    clinic = demo.demo_settings()
    with (
        create_store(seeded, PinnedClock(demo.DEMO_NOW), zone=clinic.zone) as store,
        running_epic_server(store, clinic) as server,
    ):
        server.opened = opened
        settings: dict[str, Any] = {
            "ehr_vendor": "epic",
            "ehr_url": server.r4_url,
            "ehr_client_id": server.smart.client_id,
            "ehr_key_file": _registered_key(folder, server),
        }
        if opened:
            settings["ehr_calls"] = folder / "calls.yaml"
            settings["ehr_calls"].write_text(yaml.safe_dump(own_calls(server.url)))
        yield server, settings


def _registered_key(folder: Path, server: EpicServer) -> Path:
    path = folder / "ehr-key.pem"
    key = ec.generate_private_key(ec.SECP384R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    server.smart.jwks = KeyFile(path).published()
    return path
