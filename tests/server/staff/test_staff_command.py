"""`frontdesk staff …` and `frontdesk audit verify`, as whoever runs the clinic's server uses them."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import build


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("FRONTDESK_MODE", "demo")
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    return lambda *arguments, **rest: CliRunner().invoke(build(), list(arguments), **rest)


def test_accounts_are_added_listed_disabled_and_get_new_passwords(run) -> None:  # type: ignore[no-untyped-def]
    added = run("staff", "add", "Zoë Ng", "--role", "nurse")
    assert added.stdout.splitlines()[0] == "Zoë Ng signs in as zoe.ng (nurse)."
    assert "Password: " in added.stdout
    assert run("staff", "disable", "zoe.ng").exit_code == 0
    assert run("staff", "list").stdout == "zoe.ng\tnurse\tZoë Ng  (disabled)\n"
    changed = run("staff", "password", "zoe.ng", "--password-stdin", input="correct horse battery\n")
    assert changed.stdout == "zoe.ng has a new password.\n"
    short = run("staff", "password", "zoe.ng", "--password-stdin", input="short\n")
    assert "at least 15 characters" in str(short.exception)
    assert run("staff", "add", "Zoë Ng", "--role", "king").exit_code == 2


def test_somebody_who_is_away_names_who_covers(run) -> None:  # type: ignore[no-untyped-def]
    for name, role in (("Ann Lee", "nurse"), ("Ben Ode", "clinician")):
        run("staff", "add", name, "--role", role)
    away = run("staff", "away", "ann.lee", "--until", "2099-01-04T08:00", "--cover", "ben.ode")
    assert away.stdout == "Ann Lee is away until Sun Jan 4 2099, 08:00; ben.ode covers.\n"
    assert run("staff", "back", "ann.lee").stdout == "ann.lee: 1 absence forgotten.\n"
    over = run("staff", "away", "ann.lee", "--until", "2020-01-04T08:00", "--cover", "nurse")
    assert "ends after it begins" in str(over.exception)
    unknown = run("staff", "away", "ann.lee", "--until", "2099-01-04T08:00", "--cover", "nobody")
    assert "no such account" in str(unknown.exception)


def test_an_altered_audit_entry_is_detected(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("Ann Lee", "Ben Ode"):
        run("staff", "add", name, "--role", "nurse")
    assert run("audit", "verify").stdout == "The audit trail is whole.\n"
    with sqlite3.connect(tmp_path / "frontdesk.sqlite") as records:
        records.execute("UPDATE audit SET detail = replace(detail, 'nurse', 'clinician') WHERE id = 2")
    found = run("audit", "verify")

    assert found.exit_code == 1
    assert "Entry 2" in found.stderr
