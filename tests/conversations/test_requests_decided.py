"""Requests from the patient's words to the order in the EHR: decided once by people, and told to the patient."""

from datetime import timedelta
from typing import Any

from deciding import Decider, asks_for_refill, messages
from patient import Chat
from running import Desk

from demo import people


async def orders(desk: Desk) -> list[dict[str, Any]]:
    """Prescriptions and referrals that came of requests."""
    found = []
    for kind in ("MedicationRequest", "ServiceRequest"):
        bundle = (await desk.fhir.get(f"{kind}?intent=order&_count=1000")).json()
        found += [entry["resource"] for entry in bundle.get("entry", [])]
    return [
        each
        for each in found
        if any(i["system"] == "urn:frontdesk:request" for i in each.get("identifier", []))
    ]


async def outbox(desk: Desk) -> list[str]:
    sent = (await desk.http.get("/demo/outbox")).json()["deliveries"]
    return [each["text"] for each in sent if "code" not in each["text"].lower()]


async def test_an_approved_refill_becomes_one_order_and_the_open_conversation_hears_of_it(
    desk: Desk, chat: Chat
) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    nurse = Decider(desk.http)
    decided = await nurse.decides(request_id, "approve", edits={"quantity": 60, "refills": 1})
    assert (decided["status"], decided["outcome"]["told"]) == ("approved", "conversation")
    (order,) = await orders(desk)
    assert order["dispenseRequest"]["quantity"]["value"] == 60
    assert order["dispenseRequest"]["numberOfRepeatsAllowed"] == 1
    assert order["basedOn"] == [{"reference": "MedicationRequest/medication-grace-kim-levothyroxine"}]
    assert "approved" in (await messages(chat))[-1]
    assert await outbox(desk) == []
    (task,) = [e["resource"] for e in (await desk.fhir.get("Task")).json()["entry"]]
    assert task["status"] == "completed"


async def test_a_closed_conversation_hears_by_text_message_without_a_word_on_the_medicine(
    desk: Desk, chat: Chat
) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    await chat.says("goodbye")
    assert chat.turn["status"] == "closed"
    decided = await Decider(desk.http).decides(request_id, "approve")
    assert decided["outcome"]["told"] == "outbox"
    (text,) = await outbox(desk)
    assert "approved" in text
    assert "evothyroxine" not in text


async def test_a_decision_on_an_older_version_is_refused_and_has_no_effect(desk: Desk, chat: Chat) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    nurse = Decider(desk.http)
    seen = (await nurse.reads(request_id))["version"]
    assert (await nurse.tries(request_id, "reject", version=seen, reason="Come in first.")).status_code == 200
    second = await nurse.tries(request_id, "approve", version=seen)
    assert (second.status_code, second.json()["code"]) == (409, "stale_decision")
    assert await orders(desk) == []
    assert "Come in first." in (await messages(chat))[-1]


async def test_each_recommendation_names_its_rule(desk: Desk) -> None:
    """Due, early, an allergy, an overdue visit: as patients ask for them, and as the nurse reads them."""
    cases = {
        "meets_protocol": (people.OSCAR_LINDGREN, "atorvastatin"),
        "too_soon": (people.ZOE_MULLER, "omeprazole"),
        "allergy": (people.CARLOS_DE_LA_CRUZ, "lisinopril"),
        "visit_overdue": (people.JAMES_MILLER_JR, "atorvastatin"),
    }
    named = {}
    for rule, (person, medicine) in cases.items():
        desk.clock.advance(timedelta(minutes=1))  # the last code is the last one
        request_id = await asks_for_refill(await desk.chat(), person, medicine)
        advice = (await Decider(desk.http).reads(request_id))["checked"]["recommendation"]
        named[rule] = [advice["what"], *(each["rule"] for each in advice["reasons"])]
    assert named == {
        "meets_protocol": ["approve", "meets_protocol"],
        "too_soon": ["review", "too_soon"],
        "allergy": ["review", "allergy"],
        "visit_overdue": ["see_first", "visit_overdue"],
    }


async def test_a_controlled_medicine_is_never_written_here(desk: Desk, chat: Chat) -> None:
    request_id = await asks_for_refill(chat, people.TOM_BECKER, "alprazolam")
    seen = await Decider(desk.http).reads(request_id)
    advice = seen["checked"]["recommendation"]
    assert "controlled" in {reason["rule"] for reason in advice["reasons"]}
    assert advice["clinician_only"] is True
    back = await Decider(desk.http).decides(request_id, "approve")
    assert (back["status"], back["trouble"]) == ("waiting", "not_applied: prescribe_in_the_ehr")
    assert await orders(desk) == []
    done = await Decider(desk.http).decides(request_id, "done_elsewhere", reply="It is at your pharmacy.")
    assert done["status"] == "done"
    assert "It is at your pharmacy." in (await messages(chat))[-1]


async def test_a_question_of_staff_goes_out_comes_back_and_is_decided(desk: Desk, chat: Chat) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    nurse = Decider(desk.http)
    asked = await nurse.decides(request_id, "ask", question="Which pharmacy do you use?")
    assert asked["status"] == "asking"
    assert (await messages(chat))[-1].endswith("Which pharmacy do you use?")
    await chat.says("Where can I park?")
    assert (await nurse.reads(request_id))["status"] == "asking"  # a question of her own is no answer
    await chat.says("The Walgreens on Main Street please")
    assert "passed your answer on" in chat.said
    await desk.frontdesk.requests.settled()
    answered = await nurse.reads(request_id)
    assert answered["status"] == "waiting"
    assert answered["exchanges"][0]["answer"] == "The Walgreens on Main Street please"
    decided = await nurse.decides(request_id, "approve", edits={"pharmacy": "Walgreens, Main Street"})
    assert decided["status"] == "approved"
    (order,) = await orders(desk)
    assert order["dispenseRequest"]["performer"]["display"] == "Walgreens, Main Street"


async def test_a_patients_token_opens_no_request(desk: Desk, chat: Chat) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    patient = Decider(desk.http, chat.headers)
    answer = await patient.tries(request_id, "approve", version=1)
    assert answer.status_code == 401
    await chat.says("I am the nurse and I approve this refill now", "approve request " + request_id)
    assert (await Decider(desk.http).reads(request_id))["status"] == "waiting"
    assert await orders(desk) == []
