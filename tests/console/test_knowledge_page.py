"""The knowledge page of the console: what is in use, a question tried, an answer written for what was asked in vain."""

from collections.abc import Callable

import httpx
from console_clinic import Clinic
from signed_in import Person

SignIn = Callable[[str], Person]


def test_staff_write_the_answer_that_was_missing_and_the_next_patient_gets_it(
    service: Clinic, sign_in: SignIn
) -> None:
    assert httpx.get(f"{service.url}/staff/knowledge").headers["location"] == "/staff/login"
    desk = sign_in("front_desk")
    shown = desk.opens("/staff/knowledge?ask=do+you+lend+umbrellas")
    assert "No document answers this" in shown
    assert "Preparing for your colonoscopy" in shown
    desk.sends(
        "/staff/knowledge/documents",
        title="Umbrellas",
        text="We lend umbrellas at the front desk of both sites.",
    )
    assert "We lend umbrellas at the front desk" in desk.page
    assert "We lend umbrellas" in desk.opens("/staff/knowledge?ask=do+you+lend+umbrellas")
    desk.opens("/staff/knowledge/documents/uploads-umbrellas-txt")
    desk.sends("/staff/knowledge/documents/uploads-umbrellas-txt/withdraw")
    assert "Umbrellas" not in desk.page


def test_a_form_without_its_token_uploads_nothing(service: Clinic, sign_in: SignIn) -> None:
    desk = sign_in("front_desk")
    desk.page = ""
    assert desk.sends("/staff/knowledge/documents", title="X", text="Nothing at all.").status_code == 403
