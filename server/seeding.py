"""Fills the embedded store of a demo, in a process of its own while this one is busy importing what it needs.

Run as `python -m server.seeding STORE CLINIC INSTANT`.
"""

import asyncio
import fcntl
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clinic.clock import PinnedClock
from clinic.settings import load_clinic

if TYPE_CHECKING:
    from server.settings import Settings
    from tools.fhir_store import FhirStore


class Seeding:
    """A seeding under way. It only saves time: a store that is still empty afterwards is filled by `fill`."""

    def __init__(self, store_file: Path, clinic_folder: Path, now: datetime) -> None:
        store_file.parent.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "server.seeding",
            str(store_file),
            str(clinic_folder),
            now.isoformat(),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603

    async def finished(self) -> None:
        await asyncio.to_thread(self._process.wait)


def begin_seeding(settings: "Settings") -> Seeding | None:
    """Begin where a demo's embedded store has no file yet."""
    if not settings.demo or settings.ehr_url or settings.fhir_store_path.exists():
        return None
    now = settings.clock or datetime.now(UTC)
    return Seeding(settings.fhir_store_path, settings.clinic_folder, now)


def fill_when_empty(store: "FhirStore", store_file: Path, local_now: datetime) -> None:
    """The demo clinic around a day, which is the clinic's local date; by one process at a time.

    A process that was begun by a service killed since may still be at it: then this waits for it.
    """
    folder = os.open(store_file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # let go of when the process ends, however it ends
        if store.is_empty():
            from demo import demo_resources

            store.load(demo_resources(local_now.date()))
    finally:
        os.close(folder)


def main(store_file: str, clinic_folder: str, instant: str) -> None:
    from tools.fhir_store import create_store

    clinic = load_clinic(Path(clinic_folder))
    now = datetime.fromisoformat(instant)
    with create_store(Path(store_file), PinnedClock(now), zone=clinic.zone) as store:
        fill_when_empty(store, Path(store_file), now.astimezone(clinic.zone))


if __name__ == "__main__":
    main(*sys.argv[1:])
