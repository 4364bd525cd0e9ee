"""Rounds of outreach over the service and its EHR: each thing once, by whoever makes the round, and about what is."""

import asyncio
from collections import Counter
from datetime import timedelta

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
