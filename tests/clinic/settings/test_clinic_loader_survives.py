"""Whatever is done to a clinic.yaml, the loader gives settings or problems with places, never anything else."""

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.settings import ClinicSettings, InvalidClinic, Problem, parse_clinic
from demo import CLINIC_FOLDER

LINES = (CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8").splitlines()[:130]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["08:00-12:00", "24h", "en"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(sorted(ClinicSettings.model_fields))


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse_clinic(text)
    except InvalidClinic as invalid:
        return invalid.problems or (Problem(Path(), 0, 0, "", "refused without a reason"),)
    return ()


def assert_settings_or_problems(text: str) -> None:
    last = len(text.splitlines()) + 2  # YAML breaks lines at \r, too
    assert [p for p in problems_of(text) if not (1 <= p.line <= last and p.column >= 1)] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.text(max_size=12), st.integers(0, 40))
def test_a_line_changed_anywhere(line: int, new: str, at: int) -> None:
    changed = LINES[line][:at] + new + LINES[line][at:]
    assert_settings_or_problems("\n".join([*LINES[:line], changed, *LINES[line + 1 :]]))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(FIELDS, VALUES, max_size=6))
def test_fields_of_any_shape(data: dict[str, Any]) -> None:
    assert_settings_or_problems(yaml.safe_dump(data, allow_unicode=True))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["sites", "clinicians", "visit_types", "facts"]),
    st.sampled_from(
        ["hours", "npi", "clinicians", "sites", "ages", "name", "minutes", "text", "phone", "synonyms"]
    ),
    VALUES,
)
def test_entries_of_any_shape(section: str, field: str, value: Any) -> None:
    assert_settings_or_problems(yaml.safe_dump({section: {"one": {field: value}}}, allow_unicode=True))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all(text: str) -> None:
    assert_settings_or_problems(text)
