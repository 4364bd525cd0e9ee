"""CapabilityStatements: what is read from them, and where they differ from what we do."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.fhir_client import Capabilities, connect_fhir
from tools.fhir_client.needs import IN_USE, NEEDS, Need

SLOT = Need("Slot", ("read", "search-type", "update"), "", "")
TASK = Need("Task", ("create",), "", "")


def statement(*resources: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "software": {"name": "An EHR"},
        "rest": [{"mode": "client"}, {"mode": "server", "resource": list(resources)}],
    }


def resource(kind: str, *interactions: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "interaction": [{"code": each} for each in interactions], **more}


@pytest.mark.parametrize(
    ("stated", "differences"),
    [
        ([resource("Slot", "read", "search-type", "update")], ["Task is not listed."]),
        (
            [resource("Slot", "read", "search-type"), resource("Task", "create")],
            ["Slot: update not listed."],
        ),
        (
            [
                resource("Slot", "read", "search-type", "update", versioning="no-version"),
                resource("Task", "create", conditionalCreate=False),
            ],
            [
                "Slot: no versions are kept, so that no update can be guarded (If-Match).",
                "Task: no conditional create (If-None-Exist).",
            ],
        ),
        (
            [
                resource("Slot", "read", "search-type", "update", versioning="versioned"),
                resource("Task", "create", conditionalCreate=True),
            ],
            [],
        ),
    ],
)
def test_differences_are_told_and_silence_is_none(stated: list[dict[str, Any]], differences: list[str]):
    assert Capabilities.of(statement(*stated)).differences([SLOT, TASK]) == differences


async def test_the_statement_is_read_with_the_servers_time():
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/fhir/metadata"
        return httpx.Response(
            200, json=statement(resource("Slot", "read")), headers={"Date": "Mon, 02 Mar 2026 13:00:00 GMT"}
        )

    async with connect_fhir("http://ehr.example/fhir", transport=httpx.MockTransport(answer)) as fhir:
        stated = await fhir.capabilities()
    assert (stated.software, stated.fhir_version) == ("An EHR", "4.0.1")
    assert stated.server_time == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert stated.lists("Slot", "read")
    assert not stated.lists("Slot", "update")
    assert not stated.lists("Task", "read")


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rest", "mode", "resource", "interaction", "code", "security", "extension", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    statement=st.dictionaries(st.sampled_from(["rest", "software", "fhirVersion"]), json_values),
    date=st.none() | st.text(),
)
def test_no_statement_breaks_the_reader(statement: dict[str, Any], date: str | None):
    assert Capabilities.of(statement, date).differences(NEEDS)


def test_the_embedded_store_states_all_that_we_do(tmp_path: Any):
    from tools.fhir_store.capability import capability_statement

    assert Capabilities.of(capability_statement("http://store/fhir", "2026-03-02")).differences(IN_USE) == []
