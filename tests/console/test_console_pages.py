"""The console's pages and forms over HTTP, without JavaScript: roles, claims, undo, and who may not come in."""

from collections.abc import Callable

import httpx
import pytest
from console_clinic import Clinic
from signed_in import Person

SignIn = Callable[[str], Person]


def test_who_is_not_signed_in_is_shown_the_sign_in_and_nothing_else(service: Clinic) -> None:
    patient = service.asking["due"]
    for path in ("/staff", f"/staff/requests/{patient.request}", "/staff/conversations", "/staff/audit"):
        for headers in ({}, patient.headers, service.bearer):
            answer = httpx.get(service.url + path, headers=headers)
            assert (answer.status_code, answer.headers["location"]) == (303, "/staff/login")


def test_a_form_of_another_site_is_refused(service: Clinic, sign_in: SignIn) -> None:
    nurse = sign_in("nurse")
    nurse.page = ""
    request = service.asking["early"].request
    assert nurse.decides(request, "reject", reason="x").status_code == 403
    login = {"email": "nurse@demo.example", "password": service.password}
    sent = httpx.post(f"{service.url}/staff/login", data=login, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert "set-cookie" not in sent.headers


def test_the_front_desk_sees_a_refill_and_cannot_approve_it(service: Clinic, sign_in: SignIn) -> None:
    desk, request = sign_in("front_desk"), service.asking["early"].request
    shown = desk.opens(f"/staff/requests/{request}")
    assert "Your role does not decide this kind of request" in shown
    assert 'id="approve"' not in shown
    refused = desk.decides(request, "approve")

    assert "problem=role_may_not_decide" in str(refused.url)
    assert service.reads(request)["status"] == "waiting"
    desk.sends(f"/staff/requests/{request}/release")


def test_the_inbox_of_each_role_has_what_that_role_decides(service: Clinic, sign_in: SignIn) -> None:
    assert "Zoë Müller" in sign_in("nurse").page
    assert "Zoë Müller" not in sign_in("front_desk").page
    assert "Zoë Müller" in sign_in("front_desk").opens("/staff?show=all")


def test_a_request_that_a_colleague_has_open_cannot_be_decided_until_they_leave(
    service: Clinic, sign_in: SignIn
) -> None:
    nurse, clinician, request = sign_in("nurse"), sign_in("clinician"), service.asking["grace"].request
    nurse.opens(f"/staff/requests/{request}")
    shown = clinician.opens(f"/staff/requests/{request}")
    assert "Nurse Avery has this open" in shown
    assert "Nurse Avery has it open" in clinician.opens("/staff")
    clinician.page = nurse.page.replace(_csrf(nurse), _csrf(clinician))
    assert "problem=claimed_by_other" in str(clinician.decides(request, "approve").url)
    nurse.opens(f"/staff/requests/{request}")
    assert nurse.sends(f"/staff/requests/{request}/release").status_code == 204
    assert 'id="approve"' in clinician.opens(f"/staff/requests/{request}")
    clinician.sends(f"/staff/requests/{request}/release")


def test_a_decision_can_be_taken_back_and_the_patient_hears_nothing_of_it(
    service: Clinic, sign_in: SignIn
) -> None:
    nurse, patient = sign_in("nurse"), service.asking["early"]
    before = patient.messages()
    nurse.opens(f"/staff/requests/{patient.request}")
    decided = nurse.decides(patient.request, "reject", reason="Too early, please wait until April.")
    assert f"decided={patient.request}" in str(decided.url)
    assert "Rejected: Refill, Zoë Müller" in nurse.page
    assert service.reads(patient.request)["status"] == "deciding"
    nurse.sends(f"/staff/requests/{patient.request}/undo")

    assert "(taken back)" in nurse.page
    assert service.reads(patient.request)["status"] == "waiting"
    assert patient.messages() == before
    nurse.sends(f"/staff/requests/{patient.request}/release")


def test_who_decides_second_is_told_and_nothing_is_done(service: Clinic, sign_in: SignIn) -> None:
    nurse, clinician, request = sign_in("nurse"), sign_in("clinician"), service.asking["early"].request
    seen = nurse.opens(f"/staff/requests/{request}")
    nurse.decides(request, "reassign", to="clinician")
    nurse.sends(f"/staff/requests/{request}/undo")  # raises the version twice
    nurse.sends(f"/staff/requests/{request}/release")
    clinician.opens(f"/staff/requests/{request}")
    clinician.page = seen.replace(_csrf_in(seen), _csrf(clinician))
    late = clinician.decides(request, "approve")

    assert "This request changed while you were reading" in late.text
    assert service.reads(request)["status"] == "waiting"
    clinician.sends(f"/staff/requests/{request}/release")


@pytest.mark.parametrize("path", ["/staff/requests/nothing", "/staff/requests/%3Cscript%3E"])
def test_what_does_not_exist_is_a_page_that_says_so(sign_in: SignIn, path: str) -> None:
    answer = sign_in("manager").http.get(path)
    assert answer.status_code == 404
    assert "There is no such request." in answer.text


def test_who_opened_what_stands_in_the_audit_trail(service: Clinic, sign_in: SignIn) -> None:
    manager, request = sign_in("manager"), service.asking["early"].request
    manager.opens(f"/staff/requests/{request}")
    manager.sends(f"/staff/requests/{request}/release")
    shown = manager.opens("/staff/audit?event=record_viewed&verify=true")

    assert "Riley, the practice manager" in shown
    assert f"/staff/requests/{request}" in shown
    assert "The chain is whole." in shown


def test_a_message_is_answered_rather_than_approved(service: Clinic, sign_in: SignIn) -> None:
    nurse = sign_in("nurse")
    message = nurse.opens(f"/staff/requests/{service.asking['person'].request}")
    assert "Done, tell the patient" in message
    nurse.sends(f"/staff/requests/{service.asking['person'].request}/release")


def test_pages_run_no_script_but_their_own(sign_in: SignIn) -> None:
    answer = sign_in("manager").http.get("/staff")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


def _csrf(person: Person) -> str:
    return _csrf_in(person.page)


def _csrf_in(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]
