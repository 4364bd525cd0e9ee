"""An authorization server and an EHR behind it, over real HTTP, with clocks that tests move."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from clinic.clock import PinnedClock
from evals.standins.smart_server import SmartServer, running_smart_server
from tools.fhir_client import FhirClient, connect_fhir
from tools.fhir_store import create_store
from tools.smart import BackendServices, KeyFile, open_backend_services

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Alvarez"}], "birthDate": "1985-03-14"}


@cache
def private_key(name: str) -> Any:
    """Always the same key for a name; names that begin with "ec" are P-384."""
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(65537, 2048)


def pem(key: Any) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def jwk(name: str, kid: str) -> dict[str, Any]:
    kind = ECAlgorithm if name.startswith("ec") else RSAAlgorithm
    return {**kind.to_jwk(private_key(name), as_dict=True), "kid": kid}


def write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def write_pem(path: Path, name: str) -> None:
    write_bytes(path, pem(private_key(name)))


class Time:
    """The wall clock and the monotonic clock of this machine, moved together."""

    def __init__(self) -> None:
        self.clock = PinnedClock(NOW)
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.clock.advance(timedelta(seconds=seconds))


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "ehr-key.pem"
    write_pem(path, "rsa")
    return path


@pytest.fixture
def server(tmp_path: Path, time: Time, key_path: Path) -> Iterator[SmartServer]:
    """Knows our client and its key, and keeps the time of `time`."""
    with (
        create_store(tmp_path / "fhir.sqlite", time.clock, zone=UTC) as store,
        running_smart_server(store.app) as server,
    ):
        store.load([PATIENT])
        server.now = time.clock.now
        server.jwks = KeyFile(key_path).published()
        yield server


Opens = Callable[..., AbstractAsyncContextManager[tuple[FhirClient, BackendServices]]]


@pytest.fixture
def opened(server: SmartServer, time: Time, key_path: Path) -> Opens:
    """Opens a FHIR client that obtains its tokens; arguments change what `open_backend_services` gets."""

    @asynccontextmanager
    async def open_client(**changed: Any) -> AsyncIterator[tuple[FhirClient, BackendServices]]:
        given = {"client_id": "frontdesk", "key_file": KeyFile(key_path), "clock": time.clock, **changed}
        async with (
            open_backend_services(server.fhir_url, monotonic=time.monotonic, **given) as services,
            connect_fhir(server.fhir_url, authorization=services) as fhir,
        ):
            yield fhir, services

    return open_client


def write_jwks(path: Path, *keys: dict[str, Any]) -> None:
    path.write_text(json.dumps({"keys": list(keys)}))
