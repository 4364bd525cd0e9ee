"""The clinic that a scenario takes place in: the demo clinic, closed on the day that the scenario says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import yaml

import demo
from evals.bench.service import Service, running_service
from evals.scenarios.ehr_state import all_of
from evals.scenarios.sheet import WEEKDAYS


@asynccontextmanager
async def clinic_of(closed_on: str | None) -> AsyncIterator[Service]:
    """A running service; `closed_on` is a weekday on which no site is open and no time is free."""
    if closed_on is None:
        async with running_service() as service:
            yield service
        return
    with TemporaryDirectory() as folder:
        await asyncio.to_thread(_write_closed, Path(folder), closed_on)
        async with running_service(FRONTDESK_CLINIC=folder) as service:
            await _take_slots(service, closed_on)
            yield service


def _write_closed(folder: Path, weekday: str) -> None:
    settings = yaml.safe_load((demo.CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8"))
    for site in settings["sites"].values():
        site["hours"].pop(weekday[:3], None)
    (folder / "clinic.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


async def _take_slots(service: Service, weekday: str) -> None:
    headers = {"Authorization": f"Bearer {service.token}"}
    base = f"{service.http.base_url}/fhir"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=60, trust_env=False) as fhir:
        for slot in await all_of(fhir, "Slot?status=free&_count=1000"):
            if WEEKDAYS[datetime.fromisoformat(slot["start"]).weekday()] == weekday:
                (
                    await fhir.put(f"Slot/{slot['id']}", json=slot | {"status": "busy-unavailable"})
                ).raise_for_status()
