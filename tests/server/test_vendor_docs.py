"""The vendors' guides say what is true: settings exist, tables are those of the profiles, files can be used."""

import re
from pathlib import Path
from typing import get_args

import pytest

from server.doctor.operations import WORK
from server.settings import NEEDED_BY, Settings
from tools.ehr.capabilities import Capabilities, Operation
from tools.vendors.epic import capabilities, read_calls
from tools.vendors.fhir.capabilities import CAPABILITIES as PLAIN_FHIR

GUIDES = Path(__file__).parents[2] / "docs/operator/vendors"
EPIC = (GUIDES / "epic.md").read_text()
WHO = {"direct": "Frontdesk", "staff_request": "staff", "not_at_all": "nobody"}


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: guide.stem)
def test_every_setting_that_is_named_exists_and_none_that_is_needed_is_missing(guide: Path) -> None:
    named = set(re.findall(r"FRONTDESK_[A-Z_]+", guide.read_text()))
    assert named <= {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields}
    assert named >= {f"FRONTDESK_{name.upper()}" for name in ("ehr_url", *NEEDED_BY.get(guide.stem, ()))}


def test_the_doctor_tells_of_every_operation() -> None:
    assert sorted(each.operation for each in WORK) == sorted(get_args(Operation))


@pytest.mark.parametrize("table", [PLAIN_FHIR, capabilities({})], ids=["fhir", "epic"])
def test_every_operation_has_a_way_or_a_reason(table: Capabilities) -> None:
    assert set(table) == set(get_args(Operation))


def test_epics_table_is_the_profiles() -> None:
    table = capabilities({})
    for work in WORK:
        capability = table[work.operation]
        assert f"| {work.name} | {WHO[capability.how]} | {capability.way} |" in EPIC


def test_epics_file_of_calls_can_be_used(tmp_path: Path) -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", EPIC, re.DOTALL)
    path = tmp_path / "calls.yaml"
    path.write_text(written)
    calls = read_calls(path, "https://epic.example/interconnect/api/FHIR/R4")
    assert set(calls) == {"cancel_appointment"}
