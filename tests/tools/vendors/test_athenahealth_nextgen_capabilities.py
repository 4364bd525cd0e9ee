"""What each of the two vendors can do is said for every operation, and is what it does."""

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from vendor_clinic import VendorClinic

from clinic.care import DueVisit
from clinic.models import Assurance
from demo import people
from server.doctor.operations import WORK
from tools.ehr.capabilities import Capabilities, Operation
from tools.ehr.chart_results import Confirmed, VisitsDue
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.vendors.athenahealth.capabilities import CAPABILITIES as ATHENAHEALTH
from tools.vendors.nextgen.capabilities import CAPABILITIES as NEXTGEN


@pytest.mark.parametrize("capabilities", [ATHENAHEALTH, NEXTGEN])
def test_every_operation_is_told_with_its_way(capabilities: Capabilities) -> None:
    assert set(capabilities) == set(get_args(Operation))
    assert all(each.way for each in capabilities.values())


@pytest.mark.parametrize(("vendor", "capabilities"), [("athenahealth", ATHENAHEALTH), ("nextgen", NEXTGEN)])
def test_the_guides_table_is_the_profiles(vendor: str, capabilities: Capabilities) -> None:
    guide = (Path(__file__).parents[3] / f"docs/operator/vendors/{vendor}.md").read_text()
    for work in WORK:
        capability = capabilities[work.operation]
        who = "nobody" if capability.how == "not_at_all" else "Frontdesk" if capability.is_ours else "staff"
        assert f"| {work.name} | {who} | {capability.way} |" in guide


async def test_a_visit_is_confirmed_or_staff_are_to_do_it(clinic: VendorClinic) -> None:
    grace, visit = clinic.session(people.GRACE_KIM), clinic.visit_id("appointment-grace-kim")
    result = await clinic.ehr.confirm_appointment(grace, appointment_id=visit, idempotency_key="k")
    if clinic.profile.capabilities["confirm_appointment"].is_ours:
        assert isinstance(result, Confirmed), result
    else:
        assert isinstance(result, Refused), result
        assert result.code == "not_supported"
    confirmed = [each.seed for each in clinic.book.visits if each.confirmed]
    assert confirmed == (["appointment-grace-kim"] if isinstance(result, Confirmed) else [])


async def test_a_confirmation_whose_answer_was_lost_is_read_back(clinic: VendorClinic) -> None:
    if not clinic.profile.capabilities["confirm_appointment"].is_ours:
        assert clinic.vendor == "athenahealth"
        return
    grace, visit = clinic.session(people.GRACE_KIM), clinic.visit_id("appointment-grace-kim")
    clinic.faults.arm("lost after", "PATCH /appointments")
    result = await clinic.ehr.confirm_appointment(grace, appointment_id=visit, idempotency_key="k")
    assert isinstance(result, Confirmed), result


async def test_a_request_that_only_staff_can_take_is_refused_as_such(clinic: VendorClinic) -> None:
    session = clinic.session(people.MARIA_ALVAREZ).model_copy(update={"assurance": Assurance.VERIFIED})
    sent = await clinic.ehr.submit_request(session, kind="message", text="Hello.", idempotency_key="k")
    ours = clinic.profile.capabilities["message"].is_ours
    assert isinstance(sent, Refused) is not ours
    if isinstance(sent, Refused):
        assert sent.code == "not_supported"


async def test_visits_that_are_due_are_told_once_each_page_by_page_with_their_patients_phone(
    clinic: VendorClinic,
) -> None:
    service = EhrSession(conversation_id="outreach", role="service")
    start, end = clinic.clock.now(), clinic.clock.now() + timedelta(days=5)
    told: list[DueVisit] = []
    page = ""
    while True:
        due = await clinic.ehr.visits_due(service, start=start, end=end, page=page, limit=7)
        assert isinstance(due, VisitsDue), due
        told += due.visits
        page = due.next_page
        if not page:
            break
    expected = sorted(
        (each.start, clinic.server.id_of(each))
        for each in clinic.book.visits
        if each.status == "booked" and start <= each.start < end
    )
    assert [(each.appointment.start, each.appointment.id) for each in told] == expected
    grace = next(each for each in told if each.patient_id == clinic.patient_id(people.GRACE_KIM))
    assert (grace.first_name, grace.phones) == ("Grace", (people.GRACE_KIM.phone,))
