"""submit_request, request_status: one Task a request, complete for staff, told of to nobody but its patient."""

import asyncio

import pytest

from clinic.models import Assurance
from demo import people
from tools.ehr.chart_results import Requests, RequestSubmitted
from tools.ehr.results import Refused
from tools.ehr.toolset.desk import NOT_THEIRS

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
LISINOPRIL = "medication-maria-alvarez-lisinopril"
SUBJECT = {"reference": f"Patient/{MARIA.id}"}
NOW = "2026-03-02T13:00:00Z"


@pytest.fixture
def maria(clinic):
    return clinic.session(MARIA, assurance=Assurance.VERIFIED)


def task(changes):
    ((_, (before, after)),) = [each for each in changes.items() if each[0].startswith("Task/")]
    assert before is None
    return after


async def test_a_refill_is_a_task_on_the_prescription_and_nothing_else(clinic, maria):
    submitted = await clinic.ehr.submit_request(
        maria, kind="refill", text="my lisinopril", medication_id=LISINOPRIL, idempotency_key="r-1"
    )
    assert isinstance(submitted, RequestSubmitted)
    assert (submitted.request.id, submitted.request.status) == ("r-1", "received")
    changes = await clinic.changes()
    assert len(changes) == 1
    written = task(changes)
    assert written == {
        "resourceType": "Task",
        "id": written["id"],
        "identifier": [{"system": "urn:frontdesk:request", "value": "r-1"}],
        "status": "requested",
        "intent": "order",
        "priority": "routine",
        "code": {
            "coding": [
                {"system": "urn:frontdesk:request-kind", "code": "refill"},
                {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "approve"},
            ],
            "text": "refill",
        },
        "description": "my lisinopril",
        "focus": {"reference": f"MedicationRequest/{LISINOPRIL}"},
        "for": SUBJECT,
        "requester": SUBJECT,
        "authoredOn": NOW,
        "lastModified": NOW,
        "input": [
            {"type": {"text": "assurance"}, "valueString": "verified"},
            {"type": {"text": "medicine"}, "valueString": "Lisinopril 10 mg tablet"},
        ],
    }


async def test_a_referral_is_a_draft_service_request_with_a_task_on_it(clinic, maria):
    await clinic.ehr.submit_request(
        maria,
        kind="referral",
        text="my knee",
        specialty="orthopedics",
        urgent=True,
        idempotency_key="r-2",
    )
    changes = await clinic.changes()
    written = task(changes)
    assert (written["priority"], len(changes)) == ("urgent", 2)
    _, referral = changes[written["focus"]["reference"]]
    assert referral == {
        "resourceType": "ServiceRequest",
        "id": referral["id"],
        "identifier": [{"system": "urn:frontdesk:request", "value": "r-2"}],
        "status": "draft",
        "intent": "proposal",
        "priority": "urgent",
        "code": {"text": "Referral: orthopedics"},
        "subject": SUBJECT,
        "requester": SUBJECT,
        "authoredOn": NOW,
        "reasonCode": [{"text": "my knee"}],
    }


async def test_a_message_is_a_communication_with_a_task_on_it(clinic, maria):
    await clinic.ehr.submit_request(maria, kind="message", text="the rash is better", idempotency_key="r-3")
    changes = await clinic.changes()
    _, message = changes[task(changes)["focus"]["reference"]]
    assert message["payload"] == [{"contentString": "the rash is better"}]
    assert (message["status"], message["subject"], len(changes)) == ("completed", SUBJECT, 2)


async def test_the_same_request_at_the_same_time_is_one(clinic, maria):
    results = await asyncio.gather(
        *(
            clinic.ehr.submit_request(maria, kind="referral", text="my knee", idempotency_key="r")
            for _ in range(8)
        )
    )
    assert results == [results[0]] * 8
    assert len(await clinic.changes()) == 2


async def test_where_a_request_stands_follows_what_staff_do_with_the_task(clinic, maria):
    await clinic.ehr.submit_request(maria, kind="records", text="all of it", idempotency_key="r")
    (found,) = await clinic.fhir.search("Task", [("identifier", "urn:frontdesk:request|r")])
    reply = {"type": {"text": "reply"}, "valueString": "Ready at the desk."}
    done = {"status": "completed", "lastModified": "2026-03-02T15:00:00Z", "output": [reply]}
    await clinic.fhir.update(found | done)
    (state,) = (await clinic.ehr.request_status(maria, request_id="r")).requests
    assert (state.status, state.reply, state.kind) == ("done", "Ready at the desk.", "records")
    assert state.updated_at > state.submitted_at


async def test_who_is_only_matched_hears_where_it_stands_and_not_what_it_says(clinic, maria):
    await clinic.ehr.submit_request(maria, kind="message", text="about my rash", idempotency_key="r")
    (state,) = (await clinic.ehr.request_status(clinic.session(MARIA))).requests
    assert (state.kind, state.status, state.text) == ("message", "received", "")


async def test_requests_of_others_are_not_found_and_their_keys_are_not_to_be_had(clinic, maria):
    await clinic.ehr.submit_request(maria, kind="message", text="hello", idempotency_key="r")
    grace = clinic.session(GRACE, assurance=Assurance.VERIFIED)
    assert await clinic.ehr.request_status(grace) == Requests(requests=())
    assert await clinic.ehr.request_status(grace, request_id="r") == NOT_THEIRS
    refused = await clinic.ehr.submit_request(grace, kind="message", text="hello", idempotency_key="r")
    assert refused == Refused(code="not_allowed", detail="the key belongs to another request")


@pytest.mark.parametrize(
    ("assurance", "request_", "refusal"),
    [
        ("MATCHED", {"kind": "records", "text": "all"}, ("not_allowed", "assurance")),
        (
            "MATCHED",
            {"kind": "refill", "text": "that", "medication_id": LISINOPRIL},
            ("not_allowed", "assurance"),
        ),
        (
            "VERIFIED",
            {"kind": "refill", "text": "that", "medication_id": "medication-grace-kim-levothyroxine"},
            ("not_allowed", "the id is none of this patient's"),
        ),
        ("VERIFIED", {"kind": "message", "text": " "}, ("invalid_argument", "text: is needed")),
        (
            "VERIFIED",
            {"kind": "message", "text": "x", "medication_id": LISINOPRIL},
            ("invalid_argument", "medication_id: goes with a refill"),
        ),
    ],
)
async def test_what_may_not_be_asked_is_refused_and_nothing_written(clinic, assurance, request_, refusal):
    session = clinic.session(MARIA, assurance=Assurance[assurance])
    refused = await clinic.ehr.submit_request(session, idempotency_key="k", **request_)
    assert (refused.code, refused.detail) == refusal
    assert await clinic.changes() == {}


async def test_a_refill_in_words_alone_may_be_asked_by_who_is_matched(clinic):
    submitted = await clinic.ehr.submit_request(
        clinic.session(MARIA), kind="refill", text="my heart pills", idempotency_key="k"
    )
    assert isinstance(submitted, RequestSubmitted)
    written = task(await clinic.changes())
    assert "focus" not in written
    assert written["input"] == [{"type": {"text": "assurance"}, "valueString": "matched"}]
