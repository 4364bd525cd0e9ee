"""No tool and no argument shows a patient-bound session another patient's data, or lets it write there."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mcp.shared.memory import create_connected_server_and_client_session

import demo
from clinic.models import Assurance
from demo import people
from tools.ehr.access import Granted
from tools.ehr.offering import OfferTokens, Ticket
from tools.ehr.server import build_ehr_server
from tools.ehr.session import META_KEY, EhrSession

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
PROVIDERS = {"Alvarez", "Brooks", "Reyes", "Adler", "Patel"}
OF_GRACE = {
    "visit": "appointment-grace-kim",
    "medicine": "medication-grace-kim-levothyroxine",
    "key": "grace-secret-key",
    "words": "grace-told-us-this",
}
CALLS = 14
"""Of each tool."""


@pytest.fixture(scope="module")
def others(seed_by_name):
    """Whatever tells of somebody else than Maria: ids, phones, surnames, visits, medicines."""
    named = seed_by_name.values()
    patients = [each for each in named if each["resourceType"] == "Patient" and each["id"] != MARIA.id]
    staff = {
        name["family"] for each in named if each["resourceType"] == "Practitioner" for name in each["name"]
    }
    told = {contact["value"] for each in patients for contact in each.get("telecom", ())}
    told |= {each["name"][0]["family"] for each in patients} - staff - PROVIDERS
    told |= {each["id"] for each in patients}
    told |= {
        each["id"]
        for each in named
        if each["resourceType"] in ("Appointment", "MedicationRequest", "RelatedPerson")
        and "maria-alvarez" not in each["id"]
    }
    return {each for each in told if len(each) > 3} | set(OF_GRACE.values())


@pytest.fixture(scope="module")
def slot_ids(seed_by_name):
    """Slot ids that others were offered, forged ones, and the EHR's own."""
    slots = [each["id"] for each in seed_by_name.values() if each["resourceType"] == "Slot"][:30:6]
    genuine = [
        OfferTokens("test key").mint(Ticket("follow_up", "schedule-osei-main-street", (slot,)), "other")
        for slot in slots
    ]
    forged = [
        OfferTokens("guessed").mint(Ticket("follow_up", "schedule-osei-main-street", (slot,)), "c1")
        for slot in slots
    ]
    return [*genuine, *forged, *slots]


async def write_as_grace(clinic):
    """Things of Grace's that carry a key and words which nobody else must hear."""
    session = clinic.session(GRACE, assurance=Assurance.VERIFIED)
    service = clinic.session(GRACE, role="service")
    key, words = OF_GRACE["key"], OF_GRACE["words"]
    ehr = clinic.ehr
    await ehr.submit_request(session, kind="message", text=words, idempotency_key=key)
    await ehr.join_waitlist(session, visit_type="follow_up", idempotency_key=key)
    answers = {"reason": words}
    await ehr.record_form(session, form="questionnaire-new-patient", answers=answers, idempotency_key=key)
    await ehr.update_contact(session, email=f"{words}@example.org", idempotency_key=key)
    await ehr.register_patient(
        clinic.session(),
        first_name="Gracious",
        last_name="Newcomer",
        birth_date="1990-06-03",
        phone="917-555-0199",
        idempotency_key=key,
    )
    now = demo.DEMO_NOW
    await ehr.document_interaction(
        service, channel="web", summary=words, started_at=now, ended_at=now, idempotency_key=key
    )


@asynccontextmanager
async def bound_to_maria(clinic):
    """An MCP session on a token that is Maria's, surely identified."""
    session = clinic.session(MARIA, assurance=Assurance.VERIFIED)
    server = build_ehr_server(
        clinic.fhir,
        clinic.settings,
        clinic.clock,
        "test key",
        access=Granted(role="patient", bound=session),
    )
    async with create_connected_server_and_client_session(server) as connected:
        yield connected


def calls_of(tool, others, slot_ids, anything_else):
    """Calls of a tool: what its schema asks for, drawn from what an attacker may know."""
    dates = st.sampled_from(["2026-03-02", "2026-03-05", "2026-03-31"])
    instants = st.sampled_from([demo.DEMO_NOW.isoformat(), (demo.DEMO_NOW + timedelta(days=9)).isoformat()])
    anything = st.one_of(
        st.sampled_from(list(OF_GRACE.values())),
        st.sampled_from(sorted(others)),
        st.sampled_from(slot_ids),
        st.sampled_from(anything_else),
        st.text(max_size=30),
    )
    known = {
        "visit_type": st.sampled_from(["follow_up", "sick_visit", "annual_physical"]),
        "birth_date": st.sampled_from(["1990-06-02", "1985-03-14", "1990-06-03"]),
        "form": st.one_of(st.just("questionnaire-new-patient"), anything),
        "answers": st.dictionaries(st.sampled_from(["reason", "tobacco", "x"]), st.one_of(anything, st.booleans())),
        "last_name": st.one_of(st.just("Kim"), st.just("Newcomer"), anything),
        "first_name": st.one_of(st.just("Grace"), st.just("Gracious"), anything),
        "phone": st.sampled_from([GRACE.phone, "+19175550199"]),
        "street": st.sampled_from([[], ["1 Elm Street"]]),
        "email": st.one_of(st.just("m@example.org"), st.just("")),
        "start": instants,
        "end": instants,
        "started_at": instants,
        "ended_at": instants,
        "after": st.one_of(instants, st.just("")),
        "idempotency_key": st.one_of(st.just(OF_GRACE["key"]), st.from_regex(r"\A[A-Za-z0-9._:-]{1,20}\Z")),
        "text": st.text(max_size=30),  # what Maria asked for herself is told to her again
    }  # fmt: skip

    def of_schema(name, schema):
        if name in known:
            return known[name]
        if name.startswith("date"):
            return dates
        if name.startswith("time"):
            return st.sampled_from(["", "09:00", "17:00"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        match schema.get("type"):
            case "array":
                return st.lists(anything, max_size=2)
            case "integer":
                return st.integers(1, 20)
            case "boolean":
                return st.booleans()
        return anything

    fields = tool.inputSchema["properties"]
    required = {name: of_schema(name, fields[name]) for name in tool.inputSchema.get("required", ())}
    optional = {name: of_schema(name, each) for name, each in fields.items() if name not in required}
    claims = st.sampled_from(
        [
            None,
            {META_KEY: "nonsense"},
            {META_KEY: EhrSession(conversation_id="c1", role="service").model_dump(mode="json")},
            {
                META_KEY: EhrSession(
                    conversation_id="other", role="staff", patient_id=GRACE.id, assurance=Assurance.VERIFIED
                ).model_dump(mode="json")
            },
        ]
    )
    return st.tuples(st.fixed_dictionaries(required, optional=optional), claims)


def drawn_from(strategy):
    drawn = []

    @seed(20260302)
    @given(strategy)
    @hypothesis_settings(
        max_examples=CALLS, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def draw(call):
        drawn.append(call)

    draw()
    return drawn


async def test_no_tool_and_no_argument_reaches_another_patients_data(clinic, others, slot_ids):
    await write_as_grace(clinic)
    before = await clinic.changes()
    ids = [name.partition("/")[2] for name in before]
    outcomes = set()
    async with bound_to_maria(clinic) as connected:
        for tool in (await connected.list_tools()).tools:
            for arguments, meta in drawn_from(calls_of(tool, others, slot_ids, ids)):
                answer = await connected.call_tool(tool.name, arguments, meta=meta)
                told = json.dumps(arguments)
                shown = json.dumps(answer.structuredContent) + answer.content[0].text
                leaked = [each for each in others if each in shown and each not in told]
                assert not leaked, (tool.name, arguments)
                if answer.structuredContent:
                    outcomes.add(answer.structuredContent["result"]["outcome"])
    assert {"contact_updated", "request_submitted", "appointments", "medications"} <= outcomes
    after = await clinic.changes()
    assert {name: change for name, change in after.items() if name in before} == before
    for name, (old, new) in after.items():
        if name not in before:
            touched = {each for each in others if f"Patient/{each}" in json.dumps([old, new])}
            assert not touched, name


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("cancel_appointment", {"appointment_id": OF_GRACE["visit"], "idempotency_key": "k"}),
        ("confirm_appointment", {"appointment_id": OF_GRACE["visit"], "idempotency_key": "k"}),
        ("reschedule_appointment", {"appointment_id": OF_GRACE["visit"], "slot_id": "s", "idempotency_key": "k"}),
        (
            "submit_request",
            {"kind": "refill", "text": "x", "medication_id": OF_GRACE["medicine"], "idempotency_key": "k"},
        ),
        ("submit_request", {"kind": "message", "text": "x", "idempotency_key": OF_GRACE["key"]}),
        ("join_waitlist", {"visit_type": "follow_up", "idempotency_key": OF_GRACE["key"]}),
        (
            "record_form",
            {"form": "questionnaire-new-patient", "answers": {"reason": "x"}, "idempotency_key": OF_GRACE["key"]},
        ),
        ("request_status", {"request_id": OF_GRACE["key"]}),
        ("find_patient", {"last_name": "Kim", "first_name": "Grace", "birth_date": "1990-06-02"}),
        (
            "register_patient",
            {
                "first_name": "Gracious",
                "last_name": "Newcomer",
                "birth_date": "1990-06-03",
                "phone": "917-555-0199",
                "idempotency_key": OF_GRACE["key"],
            },
        ),
        ("visits_due", {"start": "2026-03-02T08:00:00-05:00", "end": "2026-03-09T08:00:00-05:00"}),
        (
            "document_interaction",
            {
                "channel": "web",
                "summary": "x",
                "started_at": "2026-03-02T08:00:00-05:00",
                "ended_at": "2026-03-02T08:00:00-05:00",
                "idempotency_key": "k",
            },
        ),
    ],
)  # fmt: skip
async def test_ids_and_keys_that_are_somebody_elses_are_not_allowed(clinic, tool, arguments):
    await write_as_grace(clinic)
    before = await clinic.changes()
    async with bound_to_maria(clinic) as connected:
        answer = await connected.call_tool(tool, arguments)
    assert answer.structuredContent["result"]["code"] == "not_allowed"
    assert await clinic.changes() == before


async def test_in_our_own_process_a_conversation_reaches_only_its_own_patient(clinic):
    await write_as_grace(clinic)
    before = await clinic.changes()
    session = clinic.session(MARIA)
    refusals = [
        await clinic.ehr.cancel_appointment(
            session, appointment_id=OF_GRACE["visit"], idempotency_key=OF_GRACE["key"]
        ),
        await clinic.ehr.request_status(session, request_id=OF_GRACE["key"]),
        await clinic.ehr.submit_request(session, kind="message", text="x", idempotency_key=OF_GRACE["key"]),
    ]
    assert {each.code for each in refusals} == {"not_allowed"}
    assert await clinic.changes() == before
