"""What the MCP server shows of its tools, and that no session reaches another patient's data by any of them."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mcp.shared.memory import create_connected_server_and_client_session

import demo
from clinic.clock import PinnedClock
from clinic.models import Assurance
from demo import people
from tools.ehr.offering import OfferTokens, Ticket
from tools.ehr.server import build_ehr_server
from tools.ehr.session import META_KEY, EhrSession
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store

READS = {"find_patient", "list_appointments", "find_slots", "clinic_directory"}
WRITES = {"register_patient", "book_appointment", "reschedule_appointment", "cancel_appointment"}


@pytest.fixture
async def tools(settings):
    with create_store(":memory:", PinnedClock(demo.DEMO_NOW)) as store:
        async with connect_fhir(app=store.app) as fhir:
            server = build_ehr_server(fhir, settings, PinnedClock(demo.DEMO_NOW), "key")
            return {tool.name: tool for tool in await server.list_tools()}


async def test_the_eight_tools_are_listed_with_what_they_do(tools):
    assert set(tools) == READS | WRITES
    assert {name for name, tool in tools.items() if tool.annotations.readOnlyHint} == READS
    assert {name for name, tool in tools.items() if tool.annotations.destructiveHint} == {
        "reschedule_appointment",
        "cancel_appointment",
    }
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
    for name in WRITES:
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


@pytest.fixture(scope="module")
def others(seed):
    """Whatever tells of somebody else than Maria: ids, phones, appointment ids, surnames."""
    patients = [
        each for each in seed if each["resourceType"] == "Patient" and each["id"] != people.MARIA_ALVAREZ.id
    ]
    phones = {contact["value"] for each in patients for contact in each.get("telecom", ())}
    visits = {each["id"] for each in seed if each["resourceType"] == "Appointment"}
    surnames = {each["name"][0]["family"] for each in patients} - {
        "Alvarez",
        "Brooks",
        "Reyes",
        "Adler",
        "Patel",
    }
    staff = {
        name["family"] for each in seed if each["resourceType"] == "Practitioner" for name in each["name"]
    }
    return {each["id"] for each in patients} | phones | visits | (surnames - staff)


@pytest.fixture(scope="module")
def slot_ids(seed):
    """Slot ids that others were offered, forged ones, and the EHR's own."""
    slots = [each["id"] for each in seed if each["resourceType"] == "Slot"][:40:4]
    genuine = [
        OfferTokens("test key").mint(Ticket("follow_up", "schedule-osei-main-street", (slot,)), conversation)
        for slot in slots
        for conversation in ("other", "c1 ")
    ]
    forged = [
        OfferTokens("guessed").mint(Ticket("follow_up", "schedule-osei-main-street", (slot,)), "c1")
        for slot in slots
    ]
    return [*genuine, *forged, *slots]


@pytest.mark.parametrize("person", [None, people.MARIA_ALVAREZ])
async def test_no_arguments_show_or_touch_another_patients_data(clinic, others, slot_ids, person):
    session = (
        EhrSession(conversation_id="c1")
        if person is None
        else EhrSession(
            conversation_id="c1", patient_id=person.id, assurance=Assurance.VERIFIED, phone_matches=True
        )
    )
    appointment_ids = sorted(each for each in others if each.startswith("appointment-"))
    anything = st.one_of(
        st.sampled_from(appointment_ids),
        st.sampled_from(slot_ids),
        st.sampled_from(sorted(others)),
        st.text(max_size=40),
    )
    keys = st.one_of(st.from_regex(r"\A[A-Za-z0-9._:-]{1,40}\Z"), st.text(max_size=20))
    calls = st.one_of(
        st.tuples(st.just("list_appointments"), st.just({})),
        st.tuples(
            st.just("cancel_appointment"),
            st.fixed_dictionaries({"appointment_id": anything, "idempotency_key": keys, "version": anything}),
        ),
        st.tuples(
            st.just("reschedule_appointment"),
            st.fixed_dictionaries({"appointment_id": anything, "slot_id": anything, "idempotency_key": keys}),
        ),
        st.tuples(
            st.just("book_appointment"),
            st.fixed_dictionaries({"slot_id": anything, "idempotency_key": keys, "reason": anything}),
        ),
        st.tuples(
            st.just("find_slots"),
            st.fixed_dictionaries(
                {
                    "visit_type": st.one_of(st.just("follow_up"), anything),
                    "date_from": st.just("2026-03-03"),
                    "date_to": st.just("2026-03-04"),
                    "clinician_ids": st.lists(anything, max_size=2),
                }
            ),
        ),
        st.tuples(
            st.just("find_patient"),
            st.fixed_dictionaries(
                {
                    "last_name": anything,
                    "birth_date": st.just("1985-03-14"),
                    "first_name": anything,
                    "phone": anything,
                }
            ),
        ),
    )
    drawn: list[tuple[str, dict[str, object]]] = []

    @given(calls)
    @hypothesis_settings(
        max_examples=150, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def draw(call):
        drawn.append(call)

    draw()
    for name, arguments in drawn:
        result = await getattr(clinic.ehr, name)(session, **arguments)
        shown = result.model_dump_json()
        leaked = [
            each for each in others if len(each) > 3 and each in shown and each not in json.dumps(arguments)
        ]
        assert not leaked, (name, arguments)
    assert await clinic.changes() == {}
