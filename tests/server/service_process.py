"""A real service in a process of its own, that can be killed and started again on the same data."""

import contextlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
NOW = "2026-03-02T08:00:00-05:00"
READY = "Stop with Ctrl+C"
FORKS = multiprocessing.get_context("forkserver")
"""Services are forked from a process that has imported everything: a start costs a tenth of a fresh one."""
FORKS.set_forkserver_preload(["server.serving", "server.cli"])


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """This process's, without the developer's settings."""
    own = ("FRONTDESK_", "OPENAI_", "TWILIO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    demo = {"FRONTDESK_MODE": "demo", "FRONTDESK_CLOCK": NOW, "FRONTDESK_DATA_DIR": str(data_dir)}
    return clean | demo | settings


class ServiceProcess:
    """`frontdesk serve` on a free port. What it logs is kept in `log`, for tests that look for what must not be there."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.log = log_of(data_dir)
        hearing, speaking = FORKS.Pipe(duplex=False)
        self.process = FORKS.Process(
            target=_serve, args=(speaking, str(self.log), environment(data_dir, **settings))
        )
        self.process.start()
        speaking.close()
        self._hearing = hearing
        self.said = ""

    def wait_until_it_serves(self) -> str:
        """The address that it says when it is ready."""
        with os.fdopen(os.dup(self._hearing.fileno())) as output:
            for line in output:
                self.said += line
                if READY in line:
                    return str(json.loads((self.data_dir / "demo.json").read_text())["url"])
        raise AssertionError(f"the service ended at start: {self.log.read_text()}")

    def stop(self) -> int | None:
        """As `kill`: the exit code."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGTERM)
        return self.ended()

    def kill(self) -> None:
        """As `kill -9`."""
        self.process.kill()
        self.ended()

    def ended(self) -> int | None:
        self.process.join(timeout=20)
        return self.process.exitcode

    def close(self) -> None:
        self.kill()
        self._hearing.close()


def _serve(speaking: Connection, log: str, settings: dict[str, str]) -> None:
    os.dup2(speaking.fileno(), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(ROOT)
    sys.argv = ["frontdesk", "serve", "--port", "0"]
    from server.cli import main

    main()


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[tuple[ServiceProcess, str]]:
    """A service and its address, until the end of the block."""
    service = ServiceProcess(data_dir, **settings)
    with contextlib.closing(service):
        yield service, service.wait_until_it_serves()


def run_serve(data_dir: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """`frontdesk serve` as a shell would run it, for starts that fail: exit code and what it said."""
    ended = subprocess.run(
        [sys.executable, "-m", "server.cli", "serve", *arguments],
        cwd=ROOT,
        env=environment(data_dir, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout


def log_of(data_dir: Path) -> Path:
    return data_dir.parent / f"{data_dir.name}.log"


async def fhir_contents(http: httpx.AsyncClient, data_dir: Path) -> dict[str, object]:
    """Every resource that a booking could touch, by reference, as it stands in the store."""
    token = json.loads((data_dir / "demo.json").read_text())["service_token"]
    found: dict[str, object] = {}
    for kind in ("Appointment", "Slot", "Patient"):
        url: str | None = f"/fhir/{kind}?_count=1000"
        while url:
            answer = await http.get(url, headers={"Authorization": f"Bearer {token}"})
            page = answer.raise_for_status().json()
            for entry in page.get("entry", []):
                resource = entry["resource"]
                found[f"{kind}/{resource['id']}"] = resource
            url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
