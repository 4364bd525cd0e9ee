"""`frontdesk doctor` on a sound clinic, and on one in which one thing after another is missing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doctor_clinic import DoctorClinic, as_json, doctor_clinic, found, missing
from typer.testing import CliRunner

import demo
from evals.standins.openai_server import running_openai_server
from server.cli import build
from tools.fhir_client import connect_fhir


@pytest.fixture
def clinic(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DoctorClinic]:
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    with doctor_clinic(tmp_path, seeded) as clinic:
        yield clinic


async def slots(clinic: DoctorClinic) -> dict[str, tuple[str, int]]:
    """Status of every slot as it stands, and how many identifiers it has."""
    async with connect_fhir(app=clinic.store.app) as fhir:
        found = await fhir.search("Slot", [("_count", "1000")])
    return {each["id"]: (each["status"], len(each.get("identifier", ()))) for each in found}


async def test_a_sound_clinic_lacks_nothing_and_nothing_is_written(clinic: DoctorClinic):
    examination = await clinic.examined()
    assert missing(examination) == []
    assert examination.healthy
    assert found(examination, "token").status == "ok"
    assert found(examination, "scopes").found == "All that we need are granted."
    assert found(examination, "clock").status == "ok"
    assert found(examination, "clinicians").found == "All 8 found by NPI, with calendars."
    assert (
        found(examination, "follow_up", "free times").found == "8 calendars, first free Mon 2026-03-02 10:00."
    )
    assert found(examination, "take a slot").status == "ok"
    assert found(examination, "test slot").status == "skipped"
    assert clinic.meddled.writes == 0


async def test_with_write_a_slot_is_taken_and_given_back(clinic: DoctorClinic):
    before = await slots(clinic)
    examination = await clinic.examined(write=True)
    assert found(examination, "claim a slot").status == "ok"
    assert found(examination, "release a slot").status == "ok"
    assert clinic.meddled.writes >= 2
    assert await slots(clinic) == before


def clinician_unknown(clinic: DoctorClinic) -> None:
    clinic.rewrite("9000000015", "9000000999")


def site_unknown(clinic: DoctorClinic) -> None:
    clinic.rewrite("location: lakeside", "location: harbour")


def visit_type_unknown(clinic: DoctorClinic) -> None:
    clinic.rewrite("service_type: well-child", "service_type: kid-checkup")


def visit_too_long(clinic: DoctorClinic) -> None:
    clinic.rewrite("service_type: well-child\n    minutes: 20", "service_type: well-child\n    minutes: 480")


def zone_wrong(clinic: DoctorClinic) -> None:
    clinic.rewrite("America/New_York", "America/Los_Angeles")


def client_wrong(clinic: DoctorClinic) -> None:
    clinic.environment["FRONTDESK_EHR_CLIENT_ID"] = "somebody"


def key_missing(clinic: DoctorClinic) -> None:
    clinic.key_path.unlink()


def key_not_registered(clinic: DoctorClinic) -> None:
    clinic.new_key()


def address_wrong(clinic: DoctorClinic) -> None:
    clinic.environment["FRONTDESK_EHR_URL"] = f"{clinic.server.url}/nowhere"


def scopes_fewer(clinic: DoctorClinic) -> None:
    clinic.server.grants = "system/*.read system/Appointment.write"


def encounters_closed(clinic: DoctorClinic) -> None:
    clinic.meddled.refuses["Encounter"] = 403


def schedules_unknown(clinic: DoctorClinic) -> None:
    clinic.meddled.refuses["Schedule"] = 400


def records_elsewhere(clinic: DoctorClinic) -> None:
    clinic.environment["FRONTDESK_DATABASE_URL"] = "postgresql+psycopg://me:pa55word@127.0.0.1:1/frontdesk"
    clinic.environment["FRONTDESK_CHECKPOINT_URL"] = f"sqlite:///{clinic.folder}/checkpoints.sqlite"


def clinic_file_wrong(clinic: DoctorClinic) -> None:
    clinic.rewrite("service_type: well-child\n    minutes: 20", "service_type: well-child\n    minutes: -5")


def setting_wrong(clinic: DoctorClinic) -> None:
    del clinic.environment["FRONTDESK_EHR_KEY_FILE"]


STAFF_DO = {"clinicians", "sites", "well_child", "time zone", "Encounter", "Schedule"}


@pytest.mark.parametrize(
    ("spoil", "check", "says"),
    [
        (clinician_unknown, "clinicians", "Dr. Ama Osei (NPI 9000000999)"),
        (site_unknown, "sites", "Lakeside (location harbour)"),
        (visit_type_unknown, "well_child", "No calendar of its clinicians takes kid-checkup"),
        (visit_too_long, "well_child", "none with a free time that is long enough"),
        (zone_wrong, "time zone", "would be if they were +3 h"),
        (client_wrong, "token", "1. Client id: we sent somebody"),
        (key_missing, "token", "cannot be read"),
        (key_not_registered, "token", "3. Published key set"),
        (address_wrong, "token", "names no token endpoint"),
        (scopes_fewer, "scopes: scheduling", "Not granted: system/Slot.u."),
        (scopes_fewer, "scopes: every stage", "Not granted: system/Patient.cu."),
        (scopes_fewer, "scopes: requests", "system/ServiceRequest.c, system/Task.c, system/Communication.c"),
        (encounters_closed, "Encounter", "scopes do not cover it"),
        (schedules_unknown, "Schedule", "Ask the EHR's vendor for Schedule"),
        (records_elsewhere, "database", "FRONTDESK_DATABASE_URL"),
        (clinic_file_wrong, "file", "clinic.yaml:"),
        (setting_wrong, "environment", "FRONTDESK_EHR_KEY_FILE"),
    ],
)
async def test_what_is_missing_is_named_with_what_to_do(
    clinic: DoctorClinic, spoil: Callable[[DoctorClinic], None], check: str, says: str
):
    spoil(clinic)
    examination = await clinic.examined()
    assert not examination.healthy
    assert check in missing(examination)
    told = next(each for each in examination.findings if each.check == check and each.status == "missing")
    assert says in f"{told.found}\n{told.to_do}"
    assert told.to_do or check == "token"
    assert bool(told.instead) == (check in STAFF_DO or "scopes" in check), "who does it meanwhile"


async def test_a_stage_that_is_off_needs_no_scopes_and_none_are_asked_for(clinic: DoctorClinic):
    with (clinic.folder / "clinic.yaml").open("a") as file:
        file.write("\nstages:\n  requests: false\n")
    clinic.server.grants = "system/*.rs system/Slot.u system/Patient.cu system/Appointment.cu"
    examination = await clinic.examined()
    off = found(examination, "requests")
    assert (off.status, off.found) == ("skipped", "Off: clinic.yaml says so (stages).")
    assert off.instead.startswith("staff take refills")
    assert found(examination, "scheduling").found == "On."
    assert [each.check for each in examination.findings if "scopes" in each.check] == ["scopes: follow_up"]
    assert "Task" not in clinic.server.scopes[-1]
    assert "DocumentReference" in clinic.server.scopes[-1]


async def test_without_a_token_nothing_further_is_asked_of_the_ehr(clinic: DoctorClinic):
    client_wrong(clinic)
    examination = await clinic.examined()
    assert missing(examination) == ["token"]
    assert (clinic.server.token_calls, clinic.server.fhir_calls) == (1, 0)


async def test_a_server_that_ignores_versions_is_found_out_by_trying(clinic: DoctorClinic):
    clinic.meddled.ignores_versions = True
    before = await slots(clinic)
    examination = await clinic.examined(write=True)
    assert {"Slot If-Match"} <= set(missing(examination))
    assert {each: status for each, (status, _) in (await slots(clinic)).items()} == {
        each: status for each, (status, _) in before.items()
    }


async def test_a_server_without_a_statement_can_be_worked_with(clinic: DoctorClinic):
    clinic.meddled.refuses["metadata"] = 404
    examination = await clinic.examined()
    assert examination.healthy
    assert found(examination, "CapabilityStatement").status == "warning"


async def test_an_ehr_that_is_down_is_told_once(clinic: DoctorClinic):
    clinic.meddled.refuses["metadata"] = 503
    examination = await clinic.examined()
    assert missing(examination) == ["reachable"]


async def test_a_key_that_others_can_read_is_pointed_out(clinic: DoctorClinic):
    clinic.key_path.chmod(0o644)
    examination = await clinic.examined()
    assert examination.healthy
    assert found(examination, "key").to_do == f"chmod 600 {clinic.key_path}"


async def test_no_finding_holds_a_secret(clinic: DoctorClinic):
    records_elsewhere(clinic)
    clinic.environment |= {"OPENAI_API_KEY": "sk-hidden"}
    said = as_json(await clinic.examined())
    assert not any(token in said for token in clinic.server.issued)
    assert not any(secret in said for secret in ("pa55word", "sk-hidden", "PRIVATE"))


@pytest.mark.parametrize(("mode", "status"), [("ok", "ok"), ("error", "missing"), ("malformed", "missing")])
async def test_a_model_that_is_configured_is_asked(clinic: DoctorClinic, mode: str, status: str):
    with running_openai_server() as model:
        model.mode, model.reply = mode, {"commands": [{"command": "start_task", "task": "book"}]}
        clinic.environment |= {"FRONTDESK_LLM_MODEL": "small", "OPENAI_BASE_URL": model.url}
        examination = await clinic.examined()
    finding = found(examination, "model")
    assert finding.status == status
    assert finding.instead == ("local understanding" if status == "missing" else "")
    assert model.calls > 0


def run(clinic: DoctorClinic, monkeypatch: pytest.MonkeyPatch, *arguments: str):
    for name, value in clinic.environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(build(), ["doctor", *arguments])


def test_the_table_ends_well(clinic: DoctorClinic, monkeypatch: pytest.MonkeyPatch):
    result = run(clinic, monkeypatch)
    assert result.exit_code == 0, result.output
    assert result.output.rstrip().endswith("All is there.")
    assert "  ok        token" in result.output


def test_the_table_says_what_to_do_and_the_exit_code_is_1(
    clinic: DoctorClinic, monkeypatch: pytest.MonkeyPatch
):
    site_unknown(clinic)
    result = run(clinic, monkeypatch)
    assert result.exit_code == 1
    lines = [line.strip() for line in result.output.splitlines()]
    at = next(number for number, line in enumerate(lines) if line.startswith("MISSING   sites"))
    assert lines[at + 1].startswith("to do:    Correct `location` in clinic.yaml")
    assert lines[at + 2] == "instead:  staff book there"


def test_json_is_one_object(clinic: DoctorClinic, monkeypatch: pytest.MonkeyPatch):
    site_unknown(clinic)
    result = run(clinic, monkeypatch, "--json")
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert told["healthy"] is False
    assert set(told["findings"][0]) == {"area", "check", "status", "found", "to_do", "instead"}


def test_the_public_keys_are_printed_before_there_is_a_registration(
    clinic: DoctorClinic, monkeypatch: pytest.MonkeyPatch
):
    clinic.environment = {"FRONTDESK_EHR_KEY_FILE": str(clinic.key_path)}
    result = run(clinic, monkeypatch, "--jwks")
    assert json.loads(result.output) == clinic.server.jwks
    assert "d" not in clinic.server.jwks["keys"][0]


def test_the_doctor_looks_at_the_embedded_store_too(
    tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fhir.sqlite").write_bytes(seeded.read_bytes())
    monkeypatch.setenv("FRONTDESK_MODE", "demo")
    monkeypatch.setenv("FRONTDESK_CLOCK", demo.DEMO_NOW.isoformat())
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(build(), ["doctor", "--write"])
    assert result.exit_code == 0, result.output
    assert "The embedded FHIR store." in result.output
