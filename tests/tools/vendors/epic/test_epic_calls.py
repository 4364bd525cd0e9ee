"""The file of a customer's own calls: what it may say, and how a body is filled in."""

from pathlib import Path

import pytest

from clinic.errors import InvalidConfiguration
from tools.vendors.epic import ConfiguredCall, capabilities, read_calls

EHR = "https://epic.example/api/FHIR/R4"
CANCEL = "https://epic.example/api/epic/2014/Cancel"


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "calls.yaml"
    path.write_text(content)
    return path


def test_a_call_turns_what_staff_did_into_what_we_do(tmp_path: Path) -> None:
    calls = read_calls(
        written(tmp_path, f"cancel_appointment: {{url: '{CANCEL}', body: {{id: '{{csn}}'}}}}"), EHR
    )
    table = capabilities(calls)
    assert (table["cancel_appointment"].how, table["reschedule_appointment"].how) == (
        "configured_call",
        "staff_request",
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("cancel_appointment: {url: 'https://other.example/Cancel', body: {}}", "not on the server"),
        (f"cancel_appointment: {{url: '{CANCEL}', body: {{id: '{{ssn}}'}}}}", "names {ssn}"),
        (f"cancel_appointment: {{url: '{CANCEL}'}}", "body"),
        (f"make_coffee: {{url: '{CANCEL}', body: {{}}}}", "make_coffee"),
        ("cancel_appointment: [", "is no YAML"),
        ("", "valid dictionary"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(InvalidConfiguration) as refused:
        read_calls(written(tmp_path, content), EHR)
    assert says in refused.value.message
    assert "FRONTDESK_EHR_CALLS" in refused.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfiguration, match="nowhere"):
        read_calls(tmp_path / "nowhere.yaml", EHR)


def test_values_take_their_places_and_never_become_part_of_the_shape() -> None:
    call = ConfiguredCall(
        url=CANCEL,
        body={"Contact": {"ID": "{csn}", "Type": "CSN"}, "Why": ["{reason}"], "n": 1, "x": "{start}"},
    )
    assert call.filled({"csn": "38109", "reason": '"}, "Admin": {csn}'}) == {
        "Contact": {"ID": "38109", "Type": "CSN"},
        "Why": ['"}, "Admin": {csn}'],
        "n": 1,
        "x": "",
    }
