"""A FHIR R4 server that is not ours, in a process of its own: loaded with the demo once, put back for each test."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import orjson
import pytest

import demo

INSTALLED = Path(__file__).parents[2] / ".venv" / "second_fhir"
TOKEN = "token-of-the-second-server"
CHUNK = 1000
"""Resources in one batch."""


@dataclass(frozen=True)
class SecondFhir:
    """Where it answers, and with which bearer token."""

    url: str
    token: str = TOKEN

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def reset(self) -> None:
        """Everything as it was when the demo had been loaded."""
        httpx.post(self.url.removesuffix("/r4") + "/reset").raise_for_status()

    def load(self, resources: list[dict[str, Any]]) -> None:
        """These resources with their own ids, written as any client would: PUT by PUT, in batches."""
        for start in range(0, len(resources), CHUNK):
            entries = [
                {
                    "resource": each,
                    "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"},
                }
                for each in resources[start : start + CHUNK]
            ]
            bundle = orjson.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries})
            headers = {**self.headers, "Content-Type": "application/fhir+json"}
            answer = httpx.post(
                f"{self.url}/", content=bundle, headers=headers, timeout=60
            ).raise_for_status()
            assert all(each["response"]["status"] in ("200", "201") for each in answer.json()["entry"])
        httpx.post(self.url.removesuffix("/r4") + "/keep").raise_for_status()


@contextmanager
def running_second_fhir(resources: list[dict[str, Any]]) -> Iterator[SecondFhir]:
    """A server that holds `resources`."""
    node = which("node")
    assert node is not None, "Node.js is needed: a second FHIR server runs on it."
    assert (INSTALLED / "node_modules").is_dir(), (
        "Run `make test`, or: sh tests/second_fhir/install.sh .venv/bin"
    )
    command = [node, str(INSTALLED / "server.mjs"), "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server = SecondFhir(process.stdout.readline().strip())
        try:
            server.load(resources)
            yield server
        finally:
            process.kill()


@pytest.fixture(scope="session")
def second_fhir_server() -> Iterator[SecondFhir]:
    with running_second_fhir(demo.demo_resources(demo.DEMO_NOW.date())) as server:
        yield server


@pytest.fixture
def second_fhir(second_fhir_server: SecondFhir) -> SecondFhir:
    """The second server with the demo clinic as seeded."""
    second_fhir_server.reset()
    return second_fhir_server
