"""The house stands as it says: import names are ours, import rules hold, nothing that must not be is in the repo."""

import importlib
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("clinic", "tools", "knowledge", "agents", "graph", "server", "evals", "demo")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("package", PACKAGES)
def test_an_import_name_as_short_as_ours_is_ours(package: str) -> None:
    module = importlib.import_module(package)
    assert Path(str(module.__file__)).parent == ROOT / package


@pytest.mark.parametrize("package", PACKAGES)
def test_no_installed_package_claims_the_same_name(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"frontdesk"}


def test_the_lock_names_no_package_index() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org")
    here = Path(__file__)
    texts = {p: p.read_text(errors="ignore") for p in tracked() if p != here and p.stat().st_size < 1_000_000}
    assert [str(path) for path, text in texts.items() if hosts.search(text)] == []


def test_no_code_file_is_longer_than_400_lines() -> None:
    lines = {p: len(p.read_text().splitlines()) for p in tracked() if p.suffix == ".py"}
    assert {str(path): count for path, count in lines.items() if count > 400} == {}


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "manager", "handler", "base", "common", "misc"}
    assert [str(path) for path in tracked() if path.suffix == ".py" and path.stem in vague] == []


def test_no_two_test_modules_have_one_name() -> None:
    names = [path.name for path in tracked() if path.is_relative_to(ROOT / "tests") and path.suffix == ".py"]
    assert sorted({name for name in names if names.count(name) > 1} - {"conftest.py"}) == []
