"""A patient books in an EHR that is reached by SMART: the same conversation, with tokens that end all the time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from doctor_clinic import DoctorClinic, doctor_clinic

from server.terminal.playing import play_here
from tools.fhir_client import connect_fhir

MARIA_BOOKS = (
    "I'd like to book an annual physical with Dr. Okafor next week",
    "Maria Alvarez, March 14 1985, +1 212 555 0123",
    "#option 2",
    "yes",
)


@pytest.fixture
def clinic(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DoctorClinic]:
    monkeypatch.chdir(tmp_path)
    with doctor_clinic(tmp_path, seeded) as clinic:
        for name, value in clinic.environment.items():
            monkeypatch.setenv(name, value)
        yield clinic


async def booked(clinic: DoctorClinic) -> set[str]:
    async with connect_fhir(app=clinic.store.app) as fhir:
        found = await fhir.search("Appointment", [("status", "booked"), ("_count", "1000")])
    return {each["id"] for each in found}


async def test_a_visit_is_booked_while_tokens_end_every_second(
    clinic: DoctorClinic, capsys: pytest.CaptureFixture[str]
):
    clinic.server.lifetime = 1.0
    before = await booked(clinic)
    script = clinic.folder / "maria.txt"
    script.write_text("\n".join(MARIA_BOOKS))

    await play_here(None, script=script, as_json=True, language=None)

    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["messages"][0]["text"].startswith("It is booked: annual physical")
    assert len(await booked(clinic) - before) == 1
    assert clinic.server.reasons == []


async def test_a_refused_client_is_no_crash_and_no_visit(
    clinic: DoctorClinic, capsys: pytest.CaptureFixture[str]
):
    clinic.server.jwks = {"keys": []}
    before = await booked(clinic)
    script = clinic.folder / "maria.txt"
    script.write_text("\n".join(MARIA_BOOKS[:2]))

    await play_here(None, script=script, as_json=True, language=None)

    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(said) == 2
    assert all(turn["messages"] for turn in said)
    assert await booked(clinic) == before
    assert clinic.server.token_calls == 1, "a refused client does not knock at every turn"
