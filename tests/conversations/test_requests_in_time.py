"""Decisions that can be taken back for a while, and requests that wait too long."""

import shutil
from datetime import timedelta
from pathlib import Path

import yaml
from deciding import Decider, asks_for_refill, messages, signed_in
from patient import Chat
from running import Desk, running_desk
from sqlalchemy import Connection

import demo
from demo import people
from server.records.absences import note_away
from server.records.requests import find_request
from server.requests.covering import cover
from server.requests.rounds import escalate
from server.staff.accounts import all_accounts


async def test_a_decision_that_is_held_back_can_be_undone_and_then_leaves_no_trace_in_the_ehr(
    desk: Desk, chat: Chat
) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    staff = Decider(desk.http)
    held = await staff.decides(request_id, "reject", reason="Come in first.", hold_seconds=60)
    assert held["status"] == "deciding"
    undone = await desk.http.post(f"/v1/requests/{request_id}/undo", headers=staff.headers)
    assert undone.json()["status"] == "waiting"
    again = await desk.http.post(f"/v1/requests/{request_id}/undo", headers=staff.headers)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_undo")
    assert "Come in first." not in "".join(await messages(chat))
    decided = await staff.decides(request_id, "approve", edits={"quantity": 60})
    assert decided["status"] == "approved"
    assert [each["state"] for each in decided["history"]] == ["undone", "applied"]


async def test_a_decision_is_applied_when_its_time_to_be_undone_is_over(desk: Desk, chat: Chat) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    staff = Decider(desk.http)
    await staff.decides(request_id, "reject", reason="Come in first.", hold_seconds=0.001)
    await desk.frontdesk.requests.apply_due()
    await desk.frontdesk.requests.settled()
    assert (await staff.reads(request_id))["status"] == "rejected"
    assert "Come in first." in (await messages(chat))[-1]


async def test_a_request_that_is_overdue_goes_to_whom_its_kind_escalates_to_once(
    desk: Desk, chat: Chat
) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    staff, front = Decider(desk.http), desk.frontdesk
    seen = await staff.reads(request_id)
    assert not seen["overdue"]
    desk.clock.advance(timedelta(days=4))
    assert (await staff.reads(request_id))["overdue"]
    made = [await escalate(front.requests, front.database, front.clock, front.clinic) for _ in range(2)]
    assert sum(made) == 1
    late = await staff.reads(request_id)
    assert (late["status"], late["assigned_to"]) == ("waiting", "clinician")
    row = await find_request(front.database, request_id)
    assert row is not None
    assert row.escalated_at is not None
    assert (await staff.waiting(assigned_to="clinician"))[0]["id"] == request_id


async def test_what_waits_for_people_who_are_all_away_goes_to_others_by_itself(
    desk: Desk, chat: Chat
) -> None:
    front, staff = desk.frontdesk, Decider(desk.http)
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    await staff.reads(request_id)
    now, until = front.clock.now(), front.clock.now() + timedelta(days=7)

    def all_who_decide_go(connection: Connection) -> None:
        for each in all_accounts(connection):
            if each.role in ("nurse", "clinician"):
                note_away(
                    connection, each.id, starts_at=now, ends_at=until, covered_by="clinician", by="", at=now
                )

    await front.database.write(all_who_decide_go)
    for _ in range(2):  # a round of the service's own may come first
        await cover(front.requests, front.database, front.clock, front.clinic)
    seen = await staff.reads(request_id)
    assert (seen["assigned_to"], len(seen["history"])) == ("manager", 1)
    desk.clock.advance(timedelta(days=8))
    back = await staff.decides(request_id, "reassign", to="clinician")
    assert back["assigned_to"] == "clinician"


async def test_a_request_is_decided_by_the_rules_that_are_in_force_then(desk_folder: Path) -> None:
    folder = desk_folder / "clinic"
    shutil.copytree(demo.CLINIC_FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    async with running_desk(desk_folder, clinic=folder) as desk:
        chat = await desk.chat()
        request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
        nurse = await signed_in(desk, "nurse")
        seen = await nurse.reads(request_id)
        written = yaml.safe_load((folder / "clinic.yaml").read_text(encoding="utf-8"))
        written["requests"] = {"kinds": {"refill": {"decide": ["clinician"]}}}
        (folder / "clinic.yaml").write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False))
        refused = await nurse.tries(request_id, "approve", version=seen["version"])
        assert (refused.status_code, refused.json()["code"]) == (403, "role_may_not_decide")
        done = await (await signed_in(desk, "clinician")).decides(
            request_id, "approve", edits={"quantity": 60}
        )
        assert done["status"] == "approved"
