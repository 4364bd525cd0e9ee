"""At start the service asks a FHIR server once whether it offers `Patient/$match`, and then uses it."""

from pathlib import Path

import httpx
import pytest
from matching_server import MARIA, Matching
from own_task import in_own_task

import demo
from clinic.clock import PinnedClock
from server.ehr_tools import open_tools
from server.settings import Settings
from tools.ehr.results import PatientFound
from tools.ehr.session import EhrSession
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store


@pytest.mark.parametrize(("ehr_url", "asked"), [("http://ehr.invalid/fhir", 1), (None, 0)])
async def test_a_clinics_own_server_is_asked_and_the_embedded_store_is_not(
    tmp_path: Path, ehr_url: str | None, asked: int
) -> None:
    clock, clinic = PinnedClock(demo.DEMO_NOW), demo.demo_settings()
    settings = Settings(_env_file=None, mode="demo", ehr_url=ehr_url)
    with create_store(tmp_path / "ehr.sqlite", clock, zone=clinic.zone) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
        server = Matching(httpx.ASGITransport(app=store.app))
        async with (
            connect_fhir(transport=server) as fhir,
            in_own_task(open_tools(fhir, settings, clinic, clock, "a key", None)) as (ehr, _),
        ):
            found = await ehr.find_patient(
                EhrSession(conversation_id="c"),
                first_name="Maria",
                last_name="Alvarez",
                birth_date=MARIA.birth_date,
                phone=MARIA.phone,
            )
    assert isinstance(found, PatientFound)
    assert found.patient.id == MARIA.id
    assert len(server.asked) == asked
