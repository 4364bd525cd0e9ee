"""A service of the bench's own: `frontdesk serve` on a free port with a folder of its own."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import anyio
import httpx

NOW = "2026-03-02T08:00:00-05:00"
STARTS_WITHIN = 60.0
"""Seconds after which a service that does not answer is given up."""


@dataclass(frozen=True)
class Service:
    """A running service and how long it took to its first reply (seconds)."""

    http: httpx.AsyncClient
    token: str
    cold_start: float
    data_dir: Path

    async def patients(self, count: int) -> list[dict[str, Any]]:
        """Grown-up patients with a phone, from the demo's EHR."""
        query = f"/fhir/Patient?birthdate=lt2000-01-01&active=true&_count={count * 2}&_sort=_id"
        answer = await self.http.get(query, headers={"Authorization": f"Bearer {self.token}"})
        found = [entry["resource"] for entry in answer.raise_for_status().json()["entry"]]
        alive = [
            p
            for p in found
            if p.get("telecom") and not p.get("deceasedBoolean") and not p.get("deceasedDateTime")
        ]
        return alive[:count]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running_service(**environment: str) -> AsyncIterator[Service]:
    """Start a service, wait for its first reply, and take it down at the end."""
    port = free_port()
    with TemporaryDirectory() as folder:
        settings = {
            "FRONTDESK_MODE": "demo",
            "FRONTDESK_CLOCK": NOW,
            "FRONTDESK_DATA_DIR": folder,
            **environment,
        }
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
        begun = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, env=os.environ | settings, stdout=DEVNULL, stderr=DEVNULL
        )
        try:
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
            ) as http:
                await first_reply(http, process)
                took = perf_counter() - begun
                token = json.loads((Path(folder) / "demo.json").read_text())["service_token"]
                yield Service(http=http, token=token, cold_start=took, data_dir=Path(folder))
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def first_reply(http: httpx.AsyncClient, process: Process) -> None:
    """Wait until a conversation can be opened."""
    with anyio.fail_after(STARTS_WITHIN):
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"The service ended at start with exit code {process.returncode}.")
            try:
                answer = await http.post("/v1/conversations", json={"channel": "web"})
                if answer.status_code == 201:
                    return
            except httpx.TransportError:
                pass
            await anyio.sleep(0.02)
