"""Every fault at every request of every operation: one effect or none, and the truth about it.

What comes of each stands in docs/operator/faults.md, which must be current. To write it anew:
`WRITE_FAULT_TABLE=1 .venv/bin/pytest -n0 tests/tools/ehr/test_faults.py`.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from faulty import FAULTS, FaultyTransport

import demo
from clinic.models import Assurance
from demo import people
from tools.ehr.chart_results import (
    Confirmed,
    ContactUpdated,
    CoveragesOnFile,
    Documented,
    FormRecorded,
    LeftWaitlist,
    Medications,
    OnWaitlist,
    RelatedPeople,
    Requests,
    RequestSubmitted,
    VisitsDue,
    Waitlisted,
)
from tools.ehr.results import (
    AmbiguousPatient,
    Appointments,
    Booked,
    Cancelled,
    Held,
    Moved,
    NoPatient,
    Offers,
    PatientFound,
    Refused,
    Registered,
    Released,
    Unknown,
)

TABLE = Path(__file__).parents[3] / "docs" / "operator" / "faults.md"
GRACE, MARIA = people.GRACE_KIM, people.MARIA_ALVAREZ
MOST_REQUESTS = 40
DONE, SAID, UNSURE = "done", "not done", "being confirmed"
LASTING = {"503", "connection reset before the effect", "401, token expired"}
"""Faults that are also tried as an outage that lasts; the others strike one request."""


async def find(clinic, offer):
    return await clinic.ehr.find_patient(
        clinic.session(), first_name="Maria", last_name="Alvarez", birth_date="1985-03-14"
    )


async def list_visits(clinic, offer):
    return await clinic.ehr.list_appointments(clinic.session(GRACE))


async def slots(clinic, offer):
    return await clinic.ehr.find_slots(
        clinic.session(GRACE), visit_type="follow_up", date_from="2026-03-10", date_to="2026-03-12"
    )


async def hold(clinic, offer):
    return await clinic.ehr.hold_slot(clinic.session(GRACE), slot_id=offer.slot_id, idempotency_key="k")


async def let_go(clinic, offer):
    return await clinic.ehr.release_slot(clinic.session(GRACE), slot_id=offer.slot_id, idempotency_key="k")


async def book(clinic, offer):
    return await clinic.ehr.book_appointment(
        clinic.session(GRACE), slot_id=offer.slot_id, idempotency_key="k"
    )


async def move(clinic, offer):
    return await clinic.ehr.reschedule_appointment(
        clinic.session(GRACE),
        appointment_id="appointment-grace-kim",
        slot_id=offer.slot_id,
        idempotency_key="k",
    )


async def cancel(clinic, offer):
    return await clinic.ehr.cancel_appointment(
        clinic.session(GRACE), appointment_id="appointment-grace-kim", idempotency_key="k"
    )


async def register(clinic, offer):
    return await clinic.ehr.register_patient(
        clinic.session(),
        first_name="Priscilla",
        last_name="Nakamura",
        birth_date="1992-04-09",
        phone="+12125550177",
        idempotency_key="k",
    )


async def related(clinic, offer):
    return await clinic.ehr.related_people(clinic.session(people.ANA_FERREIRA))


async def medicines(clinic, offer):
    return await clinic.ehr.list_medications(verified(clinic))


async def status(clinic, offer):
    return await clinic.ehr.request_status(verified(clinic))


async def due(clinic, offer):
    end = demo.DEMO_NOW + timedelta(days=2)
    return await clinic.ehr.visits_due(clinic.session(role="service"), start=demo.DEMO_NOW, end=end)


async def contact(clinic, offer):
    return await clinic.ehr.update_contact(verified(clinic), phone="646-555-0177", idempotency_key="k")


async def confirm(clinic, offer):
    return await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id="appointment-grace-kim", idempotency_key="k"
    )


async def wait(clinic, offer):
    return await clinic.ehr.join_waitlist(clinic.session(GRACE), visit_type="follow_up", idempotency_key="k")


async def leave(clinic, offer):
    return await clinic.ehr.leave_waitlist(clinic.session(people.WALTER_GRANT), idempotency_key="k")


async def plans(clinic, offer):
    return await clinic.ehr.list_coverage(verified(clinic))


async def waiting(clinic, offer):
    return await clinic.ehr.list_waitlist(verified(clinic))


async def refill(clinic, offer):
    return await clinic.ehr.submit_request(
        verified(clinic),
        kind="refill",
        text="my thyroid pills",
        medication_id="medication-grace-kim-levothyroxine",
        idempotency_key="k",
    )


async def message(clinic, offer):
    return await clinic.ehr.submit_request(
        verified(clinic), kind="message", text="the rash is better", idempotency_key="k"
    )


async def form(clinic, offer):
    return await clinic.ehr.record_form(
        clinic.session(GRACE),
        form="questionnaire-new-patient",
        answers={"reason": "a check"},
        idempotency_key="k",
    )


async def note(clinic, offer):
    return await clinic.ehr.document_interaction(
        clinic.session(GRACE, role="service"),
        channel="web",
        summary="She booked.",
        started_at=demo.DEMO_NOW,
        ended_at=demo.DEMO_NOW,
        idempotency_key="k",
    )


def verified(clinic):
    return clinic.session(GRACE, assurance=Assurance.VERIFIED)


READS = {
    "find": (find, PatientFound | NoPatient | AmbiguousPatient),
    "list": (list_visits, Appointments),
    "slots": (slots, Offers),
    "related": (related, RelatedPeople),
    "medicines": (medicines, Medications),
    "status": (status, Requests),
    "due": (due, VisitsDue),
    "plans": (plans, CoveragesOnFile),
    "waiting": (waiting, Waitlisted),
}
WRITES = {
    "hold": (hold, Held, set()),
    "let go": (let_go, Released, set()),
    "book": (book, Booked, {"Appointment"}),
    "move": (move, Moved, {"Appointment"}),
    "cancel": (cancel, Cancelled, {"Appointment"}),
    "register": (register, Registered, {"Patient"}),
    "contact": (contact, ContactUpdated, {"Patient"}),
    "confirm": (confirm, Confirmed, {"Appointment"}),
    "wait": (wait, OnWaitlist, {"Appointment"}),
    "leave": (leave, LeftWaitlist, {"Appointment"}),
    "refill": (refill, RequestSubmitted, {"Task"}),
    "message": (message, RequestSubmitted, {"Task", "Communication"}),
    "form": (form, FormRecorded, {"QuestionnaireResponse"}),
    "note": (note, Documented, {"Communication", "DocumentReference", "Provenance"}),
}
"""What does it, what it answers when done, and what one effect of it consists of."""
TABLES = (
    ("find", "list", "slots", "hold", "let go", "book", "move", "cancel", "register"),
    ("related", "medicines", "plans", "status", "waiting", "due", "contact", "confirm", "wait", "leave"),
    ("refill", "message", "form", "note"),
)


@pytest.fixture
def faulty_clinic(open_clinic):
    """Opens the clinic with a line to the EHR that can be made to fail."""

    def opened():
        transports = []

        def around(inner):
            transports.append(FaultyTransport(inner))
            return transports[0]

        return open_clinic(around), transports

    return opened


async def outcome_of_read(clinic, transport, fault, nth, recovers, name):
    act, answered = READS[name]
    transport.arm(fault, nth, recovers=recovers)
    result = await act(clinic, None)
    transport.disarm()
    if isinstance(result, answered):
        return DONE
    assert isinstance(result, Refused), result
    assert result.code == "ehr_unavailable", result
    return SAID


async def outcome_of_write(clinic, transport, fault, nth, recovers, name):
    act, done, effect = WRITES[name]
    offer = None
    if name in ("hold", "let go", "book", "move"):
        offer = (await clinic.offers(clinic.session(GRACE), "follow_up", "2026-03-10"))[0]
    if name == "let go":
        await hold(clinic, offer)
    before = await clinic.changes() if name in ("let go", "leave") else {}
    transport.arm(fault, nth, recovers=recovers)
    result = await act(clinic, offer)
    transport.disarm()
    if isinstance(result, done):
        return DONE
    if isinstance(result, Unknown):
        assert isinstance(await act(clinic, offer), done), "a second try with the key finishes it"
        assert await effects(clinic, before) == sorted(effect)
        return UNSURE
    assert isinstance(result, Refused), result
    assert result.code == "ehr_unavailable", result
    assert await clinic.changes() == before, f"{name} refused at request {nth}, and something was written"
    return SAID


async def effects(clinic, before):
    """The kinds of resources that changed, each as often as it did; slots go with their visits."""
    now = await clinic.changes()
    changed = [name for name, change in now.items() if before.get(name) != change]
    return sorted(kind for name in changed if (kind := name.partition("/")[0]) != "Slot")


async def outcomes(faulty_clinic, fault, name):
    """What came of the fault at each request of the operation, each once, in order of first appearance."""
    seen = []
    for recovers in (True, False) if fault in LASTING else (True,):
        for nth in range(1, MOST_REQUESTS):
            opening, transports = faulty_clinic()
            async with opening as clinic:
                await prepare(clinic, name)
                run = outcome_of_read if name in READS else outcome_of_write
                outcome = await run(clinic, transports[0], fault, nth, recovers, name)
                if not transports[0].struck:
                    break
                seen.append(outcome)
    return " / ".join(sorted(set(seen), key=[DONE, SAID, UNSURE].index))


async def prepare(clinic, name):
    """What has to be there: somebody who waits, a request to ask about."""
    if name == "leave":
        walter = clinic.session(people.WALTER_GRANT)
        await clinic.ehr.join_waitlist(walter, visit_type="follow_up", idempotency_key="earlier")
    if name == "status":
        await clinic.ehr.submit_request(
            verified(clinic), kind="records", text="all", idempotency_key="earlier"
        )


@pytest.mark.parametrize("operations", TABLES, ids=" ".join)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_at_any_request_leaves_one_effect_or_none_and_the_table_says_what_came_of_it(
    faulty_clinic, fault, operations
):
    cells = [await outcomes(faulty_clinic, fault, name) for name in operations]
    row = f"| {fault} | {' | '.join(cells)} |"
    lines = TABLE.read_text().splitlines()
    head = lines.index(f"| fault | {' | '.join(operations)} |")
    place = next(
        number for number, line in enumerate(lines) if number > head and line.startswith(f"| {fault} |")
    )
    if os.environ.get("WRITE_FAULT_TABLE"):
        lines[place] = row
        TABLE.write_text("\n".join(lines) + "\n")
    else:
        assert lines[place] == row
