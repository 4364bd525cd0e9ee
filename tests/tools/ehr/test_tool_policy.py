"""What the MCP server shows of its tools, and whom it takes a call to be for."""

import json

import pytest
from mcp.shared.memory import create_connected_server_and_client_session

import demo
from clinic.clock import PinnedClock
from tools.ehr.server import build_ehr_server
from tools.ehr.session import META_KEY
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store

READS = {
    "clinic_directory",
    "find_dependent",
    "find_patient",
    "find_slots",
    "form_questions",
    "list_appointments",
    "list_coverage",
    "list_medications",
    "refill_facts",
    "list_waitlist",
    "related_people",
    "request_status",
    "visits_due",
}
WRITES = {
    "book_appointment",
    "cancel_appointment",
    "check_code",
    "confirm_appointment",
    "document_interaction",
    "hold_slot",
    "join_waitlist",
    "leave_waitlist",
    "order_referral",
    "order_refill",
    "overbook_appointment",
    "record_form",
    "register_patient",
    "release_slot",
    "reschedule_appointment",
    "send_code",
    "settle_request",
    "submit_request",
    "update_contact",
}
DESTRUCTIVE = {"cancel_appointment", "leave_waitlist", "reschedule_appointment", "update_contact"}


@pytest.fixture
async def tools(settings):
    with create_store(":memory:", PinnedClock(demo.DEMO_NOW)) as store:
        async with connect_fhir(app=store.app) as fhir:
            server = build_ehr_server(fhir, settings, PinnedClock(demo.DEMO_NOW), "key")
            return {tool.name: tool for tool in await server.list_tools()}


async def test_the_tools_are_listed_with_what_they_do(tools):
    assert set(tools) == READS | WRITES
    assert {name for name, tool in tools.items() if tool.annotations.readOnlyHint} == READS
    assert {name for name, tool in tools.items() if tool.annotations.destructiveHint} == DESTRUCTIVE
    assert all(tool.annotations.idempotentHint for tool in tools.values())


async def test_no_tool_takes_the_patient_or_the_session_as_an_argument(tools):
    for tool in tools.values():
        assert not {"session", "patient", "patient_id", "assurance"} & set(tool.inputSchema["properties"])


async def test_every_tool_says_its_assurance_refusals_and_resources(tools):
    for tool in tools.values():
        assert all(word in tool.description for word in ("Assurance", "Refused", "FHIR"))


async def test_results_are_described_by_an_output_schema_with_an_outcome(tools):
    for tool in tools.values():
        variants = tool.outputSchema["properties"]["result"]["oneOf"]
        assert len(variants) >= 2
        assert all(
            "outcome" in tool.outputSchema["$defs"][each["$ref"].rpartition("/")[2]]["properties"]
            for each in variants
        )


async def test_every_write_takes_an_idempotency_key(tools):
    for name in WRITES - {"settle_request"}:  # the same status again is the same effect
        assert "idempotency_key" in tools[name].inputSchema["required"]


@pytest.mark.parametrize(
    "meta",
    [
        None,
        {},
        {META_KEY: "nonsense"},
        {META_KEY: {"conversation_id": "c", "role": "admin", "patient_id": "p"}},
    ],
)
async def test_a_call_without_a_usable_session_is_anonymous(settings, meta):
    with create_store(":memory:", PinnedClock(demo.DEMO_NOW)) as store:
        async with connect_fhir(app=store.app) as fhir:
            server = build_ehr_server(fhir, settings, PinnedClock(demo.DEMO_NOW), "key")
            async with create_connected_server_and_client_session(server) as session:
                answer = await session.call_tool("list_appointments", {}, meta=meta)
    assert answer.structuredContent == {
        "result": {"outcome": "refused", "code": "not_allowed", "detail": "nobody is identified"}
    }


async def test_the_text_beside_the_structured_content_says_the_same(settings):
    with create_store(":memory:", PinnedClock(demo.DEMO_NOW)) as store:
        async with connect_fhir(app=store.app) as fhir:
            server = build_ehr_server(fhir, settings, PinnedClock(demo.DEMO_NOW), "key")
            async with create_connected_server_and_client_session(server) as session:
                answer = await session.call_tool("clinic_directory", {})
    assert {"result": json.loads(answer.content[0].text)} == answer.structuredContent
