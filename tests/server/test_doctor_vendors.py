"""`frontdesk doctor` at a vendor: what the vendor can do, how, and who does the rest."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from epic_customer import epic_customer
from typer.testing import CliRunner

import demo
from clinic.clock import PinnedClock
from clinic.scheduling import span
from evals.standins import athenahealth_server, nextgen_server
from evals.standins.epic_server import EpicServer
from evals.standins.practice import Book, load_practice
from server.cli import build


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, dict[str, str]]]:
    """The doctor's findings by check, with these settings in the environment; exit code and rest are checked."""
    monkeypatch.chdir(tmp_path)

    def examined(healthy: bool = True, **settings: object) -> dict[str, dict[str, str]]:
        given = {
            "mode": "demo",
            "clock": demo.DEMO_NOW.isoformat(),
            "data_dir": tmp_path / "data",
            **settings,
        }
        for name, value in given.items():
            monkeypatch.setenv(f"FRONTDESK_{name.upper()}", str(value))
        result = CliRunner().invoke(build(), ["doctor", "--json"])
        assert result.exit_code == (0 if healthy else 1), result.output
        return {each["check"]: each for each in json.loads(result.output)["findings"]}

    return examined


@pytest.fixture(params=[False, True], ids=["as it comes", "with calls of its own"])
def epic(
    request: pytest.FixtureRequest, tmp_path: Path, seeded: Path
) -> Iterator[tuple[EpicServer, dict[str, object], bool]]:
    path = Path(shutil.copy(seeded, tmp_path / "epic.sqlite"))
    with epic_customer(tmp_path, path, opened=request.param) as (server, settings):
        yield server, settings, request.param


def test_epic_is_examined_through_its_profile(
    run: Callable[..., dict[str, dict[str, str]]], epic: tuple[EpicServer, dict[str, object], bool]
) -> None:
    server, settings, opened = epic
    found = run(**settings)
    assert "$book" in found["take a slot"]["found"]
    assert found["take a slot"]["status"] == "ok"
    if opened:
        assert (found["cancel a visit"]["status"], found["cancel a visit"]["instead"]) == ("ok", "")
        assert "own call" in found["cancel a visit"]["found"]
    else:
        assert found["cancel a visit"]["status"] == "warning"
        assert found["cancel a visit"]["instead"] == "staff cancel it, from a complete request"
    assert found["clinicians"]["found"] == "All 8 found by NPI, with calendars."
    assert found["follow_up"]["status"] == "ok"
    assert "first free Mon 2026-03-02" in found["follow_up"]["found"]
    assert found["time zone"]["status"] == "ok"
    assert found["scopes"]["status"] == "ok"
    assert not any("book" in each or each.startswith("PUT") for each in server.faults.seen)


def test_a_file_of_calls_that_cannot_be_used_is_named(
    run: Callable[..., dict[str, dict[str, str]]],
    epic: tuple[EpicServer, dict[str, object], bool],
    tmp_path: Path,
) -> None:
    _, settings, _ = epic
    calls = tmp_path / "wrong.yaml"
    calls.write_text("cancel_appointment: {url: 'https://elsewhere.example/Cancel', body: {}}")
    found = run(False, **settings | {"ehr_calls": calls})
    assert "not on the server" in found["connection"]["found"]


def practice() -> Book:
    settings = demo.demo_settings()
    kinds = {
        kind.service_type: int(span(settings, key).total_seconds() // 60)
        for key, kind in settings.visit_types.items()
    }
    return load_practice(demo.demo_resources(demo.DEMO_NOW.date()), settings.zone, kinds)


ATHENAHEALTH = {
    "ehr_vendor": "athenahealth",
    "ehr_client_id": athenahealth_server.CLIENT_ID,
    "ehr_client_secret": athenahealth_server.CLIENT_SECRET,
    "ehr_practice_id": athenahealth_server.PRACTICE,
}
NEXTGEN = {
    "ehr_vendor": "nextgen",
    "ehr_client_id": nextgen_server.CLIENT_ID,
    "ehr_client_secret": nextgen_server.CLIENT_SECRET,
    "ehr_site_id": nextgen_server.SITE,
    "ehr_enterprise_id": nextgen_server.ENTERPRISE,
    "ehr_practice_id": nextgen_server.PRACTICE,
}


@pytest.mark.parametrize(
    ("settings", "running"),
    [
        (ATHENAHEALTH, athenahealth_server.running_athenahealth_server),
        (NEXTGEN, nextgen_server.running_nextgen_server),
    ],
    ids=["athenahealth", "nextgen"],
)
def test_a_vendor_without_fhir_is_examined_by_its_own_interface(
    run: Callable[..., dict[str, dict[str, str]]], settings: dict[str, object], running: Any
) -> None:
    with running(practice(), PinnedClock(demo.DEMO_NOW)) as server:
        found = run(ehr_url=server.url, **settings)
        assert found["clinicians"]["status"] == "ok"
        assert found["follow_up"]["found"].endswith("first free Mon 2026-03-02 10:00.")
        assert (found["take a slot"]["status"], found["move a visit"]["status"]) == ("ok", "ok")
        wrong = run(False, ehr_url=server.url, **settings | {"ehr_client_secret": "somebody else's"})
        assert wrong["directory"]["status"] == "missing"
