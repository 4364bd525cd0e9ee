"""The commands of docs/qa work: each is run as it stands, in an empty folder, with the files that the guide shows."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.command import app as evals_app
from evals.understanding.suite import PROBERS
from server.cli import build

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/qa/understanding.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
FILES = dict(re.findall(r"```json (\S+)\n(.*?)```", GUIDE, re.S))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def follow(command: str, folder: Path) -> tuple[int, str]:
    """Exit code and output of a `frontdesk` command; "< file" gives it that file to read."""
    words, _, source = command.partition(" < ")
    read = (folder / source).read_text(encoding="utf-8") if source else None
    _, name, *rest = shlex.split(words)
    app, given = (evals_app, rest) if name == "eval" else (build(), [name, *rest])
    result = CliRunner().invoke(app, given, input=read)
    return result.exit_code, result.stdout


def test_every_frontdesk_command_of_the_guide_runs_in_its_order(folder: Path) -> None:
    for command in COMMANDS:
        if command.startswith("frontdesk"):
            measures = command.startswith("frontdesk eval run")
            code, output = follow(f"{command} --no-stand-in" if measures else command, folder)
            assert code in ((0, 1) if measures else (0,)), command
            assert output, command
    assert {path.name for path in folder.iterdir()} >= {"before.json", "after.json", "understanding.xml"}


def test_every_make_target_of_the_guide_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = [command.split()[1] for command in COMMANDS if command.startswith("make ")]
    assert named
    assert set(named) <= targets


def test_the_guide_shows_no_other_kind_of_command() -> None:
    assert [command for command in COMMANDS if not command.startswith(("frontdesk ", "make "))] == []


def test_the_guide_names_every_kind_of_file() -> None:
    assert [kind for kind in PROBERS if f"`{kind}`" not in GUIDE] == []


def test_every_path_that_the_guide_names_exists() -> None:
    paths = re.findall(r"`((?:agents|evals)/[\w./*]+)`", GUIDE)
    assert paths
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []
