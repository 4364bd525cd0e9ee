"""Rounds of outreach over the service and its EHR: each thing once, by whoever makes the round, and about what is."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import icalendar
import pytest
from reminding_clinic import RemindingClinic

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_is_due_is_explained_before_anything_is_written(clinic: RemindingClinic) -> None:
    due = (await clinic.http.get("/v1/outreach/due", params={"hours": 24})).json()

    assert await clinic.outbox() == []
    tom = [
        (each["kind"], each["lead_hours"]) for each in due["due"] if "tom-becker" in each["appointment_id"]
    ]
    assert tom == [("reminder", 24.0)]
    assert {each["reason"] for each in due["held"]} == {"too_early"}
    assert due["messages"] == due["counts"]["due"] == len(due["due"])
    assert sum(due["counts"].values()) == 2 * due["visits"], (
        "two reminders a visit, and each is accounted for"
    )


async def test_nobody_without_a_login_sees_it(clinic: RemindingClinic) -> None:
    answer = await clinic.http.get("/v1/outreach/due", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401


async def test_four_rounds_at_once_write_each_reminder_once(clinic: RemindingClinic) -> None:
    expected = (await clinic.frontdesk.outreach.round(dry_run=True)).messages
    reports = await asyncio.gather(*(clinic.frontdesk.outreach.round() for _ in range(4)))

    written = await clinic.outbox()
    assert sum(report.messages for report in reports) == len(written) == expected
    assert set(Counter(each.about for each in written).values()) == {1}
    [tom] = [each for each in written if each.about == "appointment-tom-becker"]
    assert tom.text == (
        "Riverside Family Clinic: Tom, you have a visit Mon, Mar 2 at 3:00 PM, Main Street. "
        "Reply C to confirm, R to move, X to cancel. (212) 555-0100. STOP ends texts"
    )
    assert (tom.purpose, tom.asks, tom.recipient) == ("outreach", "attend", "+12125550113")
    assert (await clinic.frontdesk.outreach.round()).messages == 0


async def test_a_visit_that_staff_moved_is_told_at_its_new_time_and_never_at_the_old(
    clinic: RemindingClinic,
) -> None:
    """Told of Monday 15:00 a moment ago; the message still waits when the visit moves to Wednesday."""
    await clinic.move("appointment-tom-becker", timedelta(days=2))
    report = await clinic.frontdesk.outreach.round()

    assert (report.messages, report.withdrawn) == (1, 1)
    told = [each for each in await clinic.outbox() if each.about == "appointment-tom-becker"]
    assert [(each.purpose, each.state, each.error) for each in told] == [
        ("outreach", "failed", "visit_changed"),
        ("notice", "waiting", None),
    ]
    assert "your visit has a new time: Wed, Mar 4 at 3:00 PM, Main Street, 120 Main Street" in told[1].text


async def test_a_new_visit_is_confirmed_with_a_calendar_file_that_follows_the_visit(
    clinic: RemindingClinic,
) -> None:
    conversation = (await clinic.http.post("/v1/conversations", json={"channel": "web"})).json()
    bearer = {"Authorization": f"Bearer {conversation['token']}"}
    for line in (
        "a follow-up with Dr. Osei next week",
        "Maria Alvarez, March 14 1985, 212 555 0123",
        "the first one",
        "yes",
    ):
        path = f"/v1/conversations/{conversation['id']}/messages"
        (await clinic.http.post(path, json={"text": line}, headers=bearer)).raise_for_status()
    await clinic.frontdesk.outreach.round()

    confirmed = (await clinic.outbox())[-1]
    assert confirmed.purpose == "notice"
    assert (
        "Maria, your visit is booked for Mon, Mar 9 at 8:00 AM, Main Street, 120 Main Street."
        in confirmed.text
    )
    [link] = re.findall(r"Calendar: http://frontdesk.test(\S+)", confirmed.text)
    first = await event(clinic, link)
    assert (first["DTSTART"].dt.isoformat(), str(first["SUMMARY"])) == (
        "2026-03-09T12:00:00+00:00",
        "Riverside Family Clinic",
    )
    await clinic.move(confirmed.about or "", timedelta(days=1))
    moved = await event(clinic, link)
    assert (moved["UID"], moved["DTSTART"].dt) == (first["UID"], first["DTSTART"].dt + timedelta(days=1))


async def event(clinic: RemindingClinic, link: str) -> icalendar.Event:
    answer = (await clinic.http.get(link, headers={"Authorization": ""})).raise_for_status()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [found] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    return found


async def test_a_link_that_somebody_made_up_leads_nowhere(clinic: RemindingClinic) -> None:
    [key] = {
        each.key for each in await clinic.outbox() if each.about == "appointment-tom-becker" and each.error
    }
    for token in ("abc", key, f"{key}.AAAAAAAAAAAAAAAAAAAAAAAAAAA"):
        answer = await clinic.http.get(f"/calendar/{token}.ics")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_link")


async def test_a_cancelled_visit_is_reminded_of_no_more(clinic: RemindingClinic) -> None:
    await clinic.change("Appointment/appointment-grace-kim", status="cancelled")
    clinic.clock.advance(timedelta(days=1, hours=3))  # Tuesday 11:00, three days before it
    await clinic.frontdesk.outreach.round()
    assert [each for each in await clinic.outbox() if each.about == "appointment-grace-kim"] == []


async def test_an_ehr_that_does_not_answer_is_named_and_nothing_is_written(
    clinic: RemindingClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.ehr.results import Refused

    async def refused(*_: object, **__: object) -> Refused:
        return Refused(code="ehr_unavailable")

    before = await clinic.outbox()
    monkeypatch.setattr("tools.ehr.client.Ehr.visits_due", refused)
    report = await clinic.frontdesk.outreach.round()
    assert (report.trouble, report.messages) == ("ehr_unavailable", 0)
    assert await clinic.outbox() == before
