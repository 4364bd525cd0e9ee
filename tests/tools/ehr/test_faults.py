"""Every fault at every request of every operation: one effect or none, and the truth about it.

What comes of each stands in docs/operator/faults.md, which must be current. To write it anew:
`WRITE_FAULT_TABLE=1 .venv/bin/pytest -n0 tests/tools/ehr/test_faults.py`.
"""

import os
from pathlib import Path

import pytest
from faulty import FAULTS, SHORT_DEADLINE, TOO_SLOW, FaultyTransport

from demo import people
from tools.ehr.results import (
    AmbiguousPatient,
    Appointments,
    Booked,
    Cancelled,
    Moved,
    NoPatient,
    Offers,
    PatientFound,
    Refused,
    Registered,
    Unknown,
)
from tools.fhir_client.connection import DEADLINE

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


READS = {
    "find": (find, PatientFound | NoPatient | AmbiguousPatient),
    "list": (list_visits, Appointments),
    "slots": (slots, Offers),
}
WRITES = {
    "book": (book, Booked),
    "move": (move, Moved),
    "cancel": (cancel, Cancelled),
    "register": (register, Registered),
}


@pytest.fixture
def faulty_clinic(open_clinic):
    """Opens the clinic with a line to the EHR that can be made to fail."""

    def opened(fault):
        transports = []

        def around(inner):
            transports.append(FaultyTransport(inner))
            return transports[0]

        deadline = SHORT_DEADLINE if fault == TOO_SLOW else DEADLINE
        return open_clinic(around, deadline=deadline), transports

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
    act, done = WRITES[name]
    offer = (await clinic.offers(clinic.session(GRACE), "follow_up", "2026-03-10"))[0]
    transport.arm(fault, nth, recovers=recovers)
    result = await act(clinic, offer)
    transport.disarm()
    if isinstance(result, done):
        return DONE
    if isinstance(result, Unknown):
        assert isinstance(await act(clinic, offer), done), "a second try with the key finishes it"
        assert await effects(clinic) == 1
        return UNSURE
    assert isinstance(result, Refused), result
    assert result.code == "ehr_unavailable", result
    assert await clinic.changes() == {}, f"{name} refused at request {nth}, and something was written"
    return SAID


async def effects(clinic):
    """Appointments and patients that changed."""
    return sum(name.startswith(("Appointment/", "Patient/")) for name in await clinic.changes())


async def outcomes(faulty_clinic, fault, name):
    """What came of the fault at each request of the operation, each once, in order of first appearance."""
    seen = []
    for recovers in (True, False) if fault in LASTING else (True,):
        for nth in range(1, MOST_REQUESTS):
            opening, transports = faulty_clinic(fault)
            async with opening as clinic:
                run = outcome_of_read if name in READS else outcome_of_write
                outcome = await run(clinic, transports[0], fault, nth, recovers, name)
                if not transports[0].struck:
                    break
                seen.append(outcome)
    return " / ".join(sorted(set(seen), key=[DONE, SAID, UNSURE].index))


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_at_any_request_leaves_one_effect_or_none_and_the_table_says_what_came_of_it(
    faulty_clinic, fault
):
    cells = [await outcomes(faulty_clinic, fault, name) for name in (*READS, *WRITES)]
    row = f"| {fault} | {' | '.join(cells)} |"
    lines = TABLE.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(f"| {fault} |"))
    if os.environ.get("WRITE_FAULT_TABLE"):
        lines[place] = row
        TABLE.write_text("\n".join(lines) + "\n")
    else:
        assert lines[place] == row
