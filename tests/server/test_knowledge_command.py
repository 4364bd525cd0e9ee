"""`frontdesk knowledge`: a clinic's folder is read, asked and looked through for gaps, without a service."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import demo
from server.cli import build


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "clinic"
    (folder / "knowledge").mkdir(parents=True)
    shutil.copy(demo.CLINIC_FOLDER / "clinic.yaml", folder)
    (folder / "knowledge" / "pool.md").write_text(
        "# Swimming pool\n\nThe pool is open on Fridays.", encoding="utf-8"
    )
    monkeypatch.setenv("FRONTDESK_CLINIC", str(folder))
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTDESK_MODE", "demo")
    return folder


def frontdesk(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["knowledge", *words])
    return result.exit_code, result.output


def test_documents_are_indexed_asked_and_the_broken_one_is_named(clinic: Path) -> None:
    code, said = frontdesk("index")
    assert (code, said.splitlines()[0]) == (0, "pool-md  en  patients  Swimming pool")
    code, said = frontdesk("ask", "when is the pool open?", "--json")
    assert (code, json.loads(said)["quote"]["sentences"]) == (0, ["The pool is open on Fridays."])
    assert frontdesk("ask", "who is the president of France")[0] == 1
    assert frontdesk("gaps") == (0, "")
    (clinic / "knowledge" / "door.md").write_text(
        "---\naudince: staff\n---\nThe code is 4471.", encoding="utf-8"
    )
    code, said = frontdesk("index")
    assert code == 1
    assert "door.md: The front matter has fields that mean nothing here: audince." in said
