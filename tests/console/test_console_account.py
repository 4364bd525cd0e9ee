"""The account page, patients asked and outreach due, over HTTP: a new password, an absence that hands on, who waits."""

import re
from collections.abc import Callable

import httpx
from console_clinic import Clinic
from signed_in import Person

SignIn = Callable[[str], Person]


def test_a_person_changes_their_own_password_and_signs_in_with_it(service: Clinic, sign_in: SignIn) -> None:
    manager, other = sign_in("manager"), sign_in("manager")
    new = "correct horse battery staple"
    manager.opens("/staff/account")
    assert "That is not your password now" in manager.sends("/staff/account/password", old="x", new=new).text
    assert "too short" in manager.sends("/staff/account/password", old=service.password, new="short").text
    changed = manager.sends("/staff/account/password", old=service.password, new=new)
    assert "Sign in with the new one" in changed.text
    assert str(other.http.get("/staff").url).endswith("/staff/login")
    old = {"email": "manager@demo.example", "password": service.password}
    assert httpx.post(f"{service.url}/staff/login", data=old).status_code == 401

    again = Person(service.url, "manager@demo.example", new)
    again.opens("/staff/account")
    again.sends("/staff/account/password", old=new, new=service.password)


def test_what_is_assigned_to_somebody_who_is_away_goes_to_their_cover(
    service: Clinic, sign_in: SignIn
) -> None:
    desk, request = sign_in("front_desk"), service.asking["referral"].request
    page = desk.opens("/staff/account")
    assert "You are here." in page
    assert (
        "later than it begins"
        in desk.sends("/staff/account/away", until="2020-01-01T08:00", cover="nurse").text
    )
    away = desk.sends("/staff/account/away", until="2026-03-09T08:00", cover="manager").text
    assert "Away now until Mar 9, 08:00; Manager covers." in away
    (jordan,) = re.findall(r'value="(s_[^"]+)">[^<]*\(Front desk\)', sign_in("nurse").opens("/staff/account"))
    service.decides(request, "reassign", to=jordan)
    assert service.reads(request)["assigned_to"] == "manager"
    desk.opens("/staff/account")
    absence = desk.page.partition('name="absence" value="')[2].partition('"')[0]
    assert "You are here." in desk.sends("/staff/account/back", absence=absence).text


def test_patients_who_were_asked_stand_on_a_page_until_they_answer(service: Clinic, sign_in: SignIn) -> None:
    nurse, request = sign_in("nurse"), service.asking["early"].request
    service.decides(request, "ask", question="How many are left?")
    page = nurse.opens("/staff/asked")
    assert "How many are left?" in page
    assert "in the conversation" in page
    service.asking["early"].says("Five pills are left")
    assert service.reads(request)["status"] == "waiting"
    assert "How many are left?" not in nurse.opens("/staff/asked")


def test_outreach_shows_the_visits_that_come_and_no_code(service: Clinic, sign_in: SignIn) -> None:
    page = sign_in("front_desk").opens("/staff/outreach")
    assert "Visits within 7 days" in page
    assert "Grace Kim" in page
    assert "is your code" not in page
