"""`frontdesk outreach run`, and the guide that explains it."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from typer.testing import CliRunner

from clinic.outreach import Reason
from clinic.settings.outreach import Outreach
from server.cli import build

GUIDE = (Path(__file__).parents[2] / "docs/clinic/reminders.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def frontdesk(folder: Path, *arguments: str) -> str:
    environment = {
        "FRONTDESK_MODE": "demo",
        "FRONTDESK_CLOCK": "2026-03-02T08:00:00-05:00",
        "FRONTDESK_DATA_DIR": str(folder),
    }
    result = CliRunner().invoke(build(), ("outreach", "run", *arguments), env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_dry_run_says_what_is_due_and_a_round_writes_just_that_once(demo_folder: Path) -> None:
    dry = frontdesk(demo_folder, "--dry-run", "--until", "2026-03-02T18:00:00-05:00")
    due = re.findall(r"^  (reminder .* before, \S+ at \S+)$", dry, flags=re.MULTILINE)
    assert "reminder 24 h before, appointment-tom-becker at 2026-03-02T15:00-05:00" in due
    assert "appointment-oscar-lindgren-1 at 2026-03-05T09:00-05:00: too_early until 2026-03-02T14:00" in dry
    assert dry.endswith(f"Messages would be written: {len(due)}. Withdrawn: 0.\n")
    assert not re.search(r"Tom|Becker\b|555", dry), "no names, no numbers"

    first = json.loads(frontdesk(demo_folder, "--json"))
    assert (first["messages"], first["counts"]["due"]) == (len(due), len(due))
    assert frontdesk(demo_folder).endswith("Messages written: 0. Withdrawn: 0.\n")


def test_a_time_without_its_zone_is_refused() -> None:
    result = CliRunner().invoke(build(), ("outreach", "run", "--until", "2026-03-02T18:00"))
    assert result.exit_code == 2
    assert "an instant needs its zone" in result.output


def test_the_guide_names_every_reason_and_every_setting_with_its_default() -> None:
    told = re.findall(
        r"`([a-z_]+)`", "\n".join(line for line in GUIDE.splitlines() if line.startswith("| `"))
    )
    assert set(told) >= set(get_args(Reason))
    [example] = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)
    section = yaml.safe_load(example)["outreach"]
    assert set(section) == set(Outreach.model_fields)
    by_type = {"reminders_by_visit_type": Outreach().reminders_by_visit_type}
    assert Outreach.model_validate(section).model_copy(update=by_type) == Outreach()
    assert Outreach.model_validate({"long_lead_reminder": None}).long_lead_reminder is None
