"""How a turn's commands change the conversation, one rule a test: pure, no EHR, no words."""

from datetime import UTC, datetime
from typing import Any

import pytest

import demo
from agents.prompts import Prompt, PromptOption
from agents.state import ConversationState, Identity
from agents.tasks import Task
from agents.understanding.commands import (
    Affirm,
    CancelTask,
    Choose,
    Command,
    Deny,
    OtherOptions,
    SetSlot,
    SmallTalk,
    StartTask,
    Unclear,
)
from clinic.models import Clinician, Directory, Offer, Site
from clinic.settings import ClinicSettings
from graph.in_context import corrected_birthday
from graph.merge import Merge

NOW = demo.DEMO_NOW.astimezone(UTC)
DIRECTORY = Directory(
    clinicians=(
        Clinician(id="p-osei", key="osei", name="Dr. Ama Osei", first_name="Ama", last_name="Osei"),
        Clinician(id="p-reyes", key="reyes", name="Dr. Daniel Reyes", first_name="Daniel", last_name="Reyes"),
    ),
    sites=(Site(id="l-main", key="main_street", name="Main Street", address=""),),
    visit_types=("follow_up", "sick_visit"),
)


def offer(number: int, hour: int) -> Offer:
    start = datetime(2026, 3, 5, hour, tzinfo=UTC)
    return Offer(
        slot_id=f"slot-{number}", visit_type="follow_up", start=start, end=start.replace(minute=20),
        clinician_id="p-osei", clinician_name="Dr. Ama Osei", site_id="l-main", site_name="Main Street",
    )  # fmt: skip


OFFERS = (offer(0, 14), offer(1, 15))
BOOKING = Task(id="c.1", kind="book", slots={"visit_type": "follow_up", "date": "2026-03-05"}, offers=OFFERS)


def option(slot: str, value: str) -> PromptOption:
    return PromptOption(id=value, label_key="reception.yes", slot=slot, value=value)


CHOICE = Prompt(
    kind="choose", owner="task", key="scheduling.offers", slot="offer", task_id="c.1",
    options=(option("offer", "slot-0"), option("offer", "slot-1")),
)  # fmt: skip
READ_BACK = Prompt(
    kind="confirm", owner="task", key="scheduling.confirm_booking", task_id="c.1",
    options=(option("confirmed", "yes"), option("confirmed", "no")),
)  # fmt: skip
PHONE = Prompt(kind="slot", owner="identity", key="intake.ask_phone", slot="phone")


def merged(
    settings: ClinicSettings,
    *commands: Command,
    tasks: tuple[Task, ...] = (),
    prompt: Prompt | None = None,
    **rest: Any,
) -> dict[str, Any]:
    state: ConversationState = {
        "conversation_id": "c",
        "tasks": [task.model_dump(mode="json") for task in tasks],
        "tasks_begun": len(tasks),
        "prompt": prompt.model_dump(mode="json") if prompt else None,
        "turn": {"text": "…"},
        **rest,  # type: ignore[typeddict-item]
    }
    return Merge(state, settings, DIRECTORY, NOW).take(list(commands))


def kinds(update: dict[str, Any]) -> list[str]:
    return [task["kind"] for task in update["tasks"]]


def test_several_tasks_are_done_in_the_order_said(settings: ClinicSettings) -> None:
    update = merged(settings, StartTask(task="cancel_appointment"), StartTask(task="book"))
    assert kinds(update) == ["book", "cancel_appointment"]  # the last one is in hand


def test_a_slot_belongs_to_the_task_named_before_it(settings: ClinicSettings) -> None:
    update = merged(
        settings,
        StartTask(task="cancel_appointment"),
        SetSlot(slot="date", value="2026-03-06"),
        StartTask(task="book"),
        SetSlot(slot="date", value="2026-03-09/2026-03-15"),
    )
    dates = {task["kind"]: task["slots"]["date"] for task in update["tasks"]}
    assert dates == {"cancel_appointment": "2026-03-06", "book": "2026-03-09/2026-03-15"}


def test_a_task_of_a_kind_that_is_open_is_gone_on_with(settings: ClinicSettings) -> None:
    update = merged(settings, StartTask(task="book"), tasks=(BOOKING,))
    assert [task["id"] for task in update["tasks"]] == ["c.1"]


def test_a_wish_without_a_task_means_a_booking(settings: ClinicSettings) -> None:
    assert kinds(merged(settings, SetSlot(slot="clinician", value="Dr. Ama Osei"))) == ["book"]


def test_a_day_said_with_thanks_means_none(settings: ClinicSettings) -> None:
    update = merged(settings, SetSlot(slot="date", value="2026-03-05"), SmallTalk(kind="thanks"))
    assert update["tasks"] == []


def test_a_choice_fills_the_offer(settings: ClinicSettings) -> None:
    update = merged(settings, Choose(index=1), tasks=(BOOKING,), prompt=CHOICE)
    assert update["tasks"][0]["slots"]["offer"] == "slot-1"


@pytest.mark.parametrize("index", [2, 7])
def test_a_choice_of_what_was_not_offered_is_no_choice(settings: ClinicSettings, index: int) -> None:
    update = merged(settings, Choose(index=index), tasks=(BOOKING,), prompt=CHOICE)
    assert "offer" not in update["tasks"][0]["slots"]
    assert update["misses"] == 1


def test_a_yes_at_the_read_back_confirms(settings: ClinicSettings) -> None:
    chosen = BOOKING.with_slot("offer", "slot-0")
    update = merged(settings, Affirm(), tasks=(chosen,), prompt=READ_BACK)
    assert update["tasks"][0]["slots"]["confirmed"] == "yes"


@pytest.mark.parametrize("order", [0, 1])
def test_a_yes_with_a_change_is_not_a_yes(settings: ClinicSettings, order: int) -> None:
    chosen = BOOKING.with_slot("offer", "slot-0")
    said: list[Command] = [Affirm(), SetSlot(slot="time", value="12:00/17:00")]
    update = merged(settings, *(said if order else said[::-1]), tasks=(chosen,), prompt=READ_BACK)
    assert "confirmed" not in update["tasks"][0]["slots"]
    assert update["tasks"][0]["offers"] == []


def test_a_yes_that_nothing_asked_for_confirms_nothing(settings: ClinicSettings) -> None:
    chosen = BOOKING.with_slot("offer", "slot-0")
    update = merged(settings, Affirm(), tasks=(chosen,), prompt=None)
    assert "confirmed" not in update["tasks"][0]["slots"]


def test_none_of_these_asks_for_later_ones(settings: ClinicSettings) -> None:
    for command in (OtherOptions(), Deny()):
        task = merged(settings, command, tasks=(BOOKING,), prompt=CHOICE)["tasks"][0]
        assert task["offers"] == []
        assert task["more_after"] == OFFERS[-1].start.isoformat().replace("+00:00", "Z") or task["more_after"]


def test_another_clinician_for_the_offered_times_begins_no_move(settings: ClinicSettings) -> None:
    said = (StartTask(task="reschedule"), SetSlot(slot="clinician", value="Dr. Daniel Reyes"))
    update = merged(settings, *said, tasks=(BOOKING,), prompt=CHOICE)
    assert kinds(update) == ["book"]
    assert update["tasks"][0]["slots"]["clinician"] == "p-reyes"


def test_a_clinician_who_does_not_work_here_is_no_wish(settings: ClinicSettings) -> None:
    update = merged(settings, SetSlot(slot="clinician", value="Dr. Nobody"), tasks=(BOOKING,), prompt=CHOICE)
    assert "clinician" not in update["tasks"][0]["slots"]


def test_a_complaint_keeps_the_kind_of_visit_that_was_asked_for(settings: ClinicSettings) -> None:
    said = (SetSlot(slot="reason", value="my knee hurts"), SetSlot(slot="visit_type", value="sick visit"))
    update = merged(settings, *said, tasks=(BOOKING,), prompt=CHOICE)
    assert update["tasks"][0]["slots"]["visit_type"] == "follow_up"
    assert update["tasks"][0]["slots"]["reason"] == "my knee hurts"


def test_never_mind_drops_only_what_is_in_hand(settings: ClinicSettings) -> None:
    other = Task(id="c.2", kind="cancel_appointment")
    assert kinds(merged(settings, CancelTask(), tasks=(BOOKING, other))) == ["book"]


def test_cancel_it_after_a_booking_means_the_visit(settings: ClinicSettings) -> None:
    update = merged(settings, CancelTask(), last_visit="appointment-9")
    assert update["tasks"][0]["kind"] == "cancel_appointment"
    assert update["tasks"][0]["slots"]["appointment"] == "appointment-9"


def test_a_no_to_the_phone_question_goes_on_without_one(settings: ClinicSettings) -> None:
    update = merged(settings, Deny(), tasks=(Task(id="c.1", kind="book"),), prompt=PHONE)
    assert update["identity"]["no_phone"] is True


def test_a_number_told_when_asked_for_changes_no_contact_data(settings: ClinicSettings) -> None:
    said = (StartTask(task="update_contact"), SetSlot(slot="phone", value="+12125550123"))
    update = merged(settings, *said, tasks=(Task(id="c.1", kind="book"),), prompt=PHONE)
    assert kinds(update) == ["book"]
    assert update["identity"]["phone"] == "+12125550123"


def test_another_first_name_is_another_person_and_the_birthday_is_asked_anew(
    settings: ClinicSettings,
) -> None:
    known = {
        "first_name": "Ana", "last_name": "Ferreira", "birth_date": "1988-09-09", "phone": "+19295550117",
        "looked_up": True, "assurance": 1, "phone_matches": True,
        "patient": {"id": "p1", "first_name": "Ana", "last_name": "Ferreira", "birth_date": "1988-09-09"},
    }  # fmt: skip
    update = merged(settings, SetSlot(slot="first_name", value="Leo"), identity=known)
    identity = update["identity"]
    assert (identity["first_name"], identity["last_name"], identity["birth_date"]) == ("Leo", None, None)
    assert (identity["patient"], identity["assurance"]) == (None, 0)
    assert identity["phone"] == "+19295550117"


def test_times_that_have_passed_are_no_longer_on_offer(settings: ClinicSettings) -> None:
    chosen = BOOKING.with_slot("offer", "slot-0")
    state: ConversationState = {
        "conversation_id": "c",
        "turn": {"text": "…"},
        "tasks": [chosen.model_dump(mode="json")],
    }
    late = OFFERS[0].start.replace(minute=5)
    update = Merge(state, settings, DIRECTORY, late).take([Unclear()])
    assert [each["slot_id"] for each in update["tasks"][0]["offers"]] == ["slot-1"]
    assert "offer" not in update["tasks"][0]["slots"]


VISITS_TOLD = {"told_visits": ["visit-1", "visit-2"]}


@pytest.mark.parametrize(("index", "visit"), [(0, "visit-1"), (1, "visit-2"), (-1, "visit-2")])
def test_the_second_one_means_the_second_of_the_visits_told(
    settings: ClinicSettings, index: int, visit: str
) -> None:
    update = merged(settings, StartTask(task="cancel_appointment"), Choose(index=index), **VISITS_TOLD)
    assert update["tasks"][0]["slots"] == {"appointment": visit}


def test_the_last_one_means_nothing_before_visits_were_told(settings: ClinicSettings) -> None:
    update = merged(settings, StartTask(task="cancel_appointment"), Choose(index=-1))
    assert update["tasks"][0]["slots"] == {}


def test_two_days_joined_by_or_are_both_wished_for(settings: ClinicSettings) -> None:
    tuesday, thursday = (
        SetSlot(slot="date", value="2026-03-03"),
        SetSlot(slot="date", value="2026-03-05", joined="or"),
    )
    update = merged(settings, StartTask(task="book"), tuesday, thursday)
    [task] = [Task.model_validate(each) for each in update["tasks"]]
    assert [each.slot("date") for each in task.alternatives()] == ["2026-03-03", "2026-03-05"]


def test_a_visit_for_another_person_keeps_that_person_to_itself(settings: ClinicSettings) -> None:
    update = merged(
        settings,
        StartTask(task="book"),
        StartTask(task="book"),
        SetSlot(slot="person", value="son"),
        SetSlot(slot="first_name", value="Leo"),
    )
    mine, his = reversed(update["tasks"])
    assert (mine["slots"], his["slots"]) == ({}, {"person": "son", "first_name": "Leo"})
    assert update["identity"]["first_name"] is None


def test_a_day_gone_by_told_with_a_new_wish_is_when_it_happened(settings: ClinicSettings) -> None:
    update = merged(
        settings,
        StartTask(task="book"),
        SetSlot(slot="date", value="2026-02-23/2026-03-01"),
        SetSlot(slot="visit_type", value="sick visit"),
    )
    assert "date" not in update["tasks"][0]["slots"]


def test_a_kind_of_visit_that_the_clinic_no_longer_has_is_asked_for_again(settings: ClinicSettings) -> None:
    gone = BOOKING.with_slot("visit_type", "sleep_study")
    update = merged(settings, Choose(index=0), tasks=(gone,), prompt=CHOICE)
    assert update["tasks"][0]["slots"] == {"date": "2026-03-05", "offer": "slot-0"}
    assert update["remarks"] == ["no_longer_offered"]


def test_of_two_interrupted_tasks_none_is_left_after_a_no(settings: ClinicSettings) -> None:
    other = Task(id="c.2", kind="refill", interrupted=True)
    asked = Prompt(
        kind="choose", owner="reception", key="reception.what_goes_on", slot="resume",
        options=(option("resume", "c.2"), option("resume", "c.1"), option("resume", "none")),
    )  # fmt: skip
    tasks = (BOOKING.model_copy(update={"interrupted": True}), other)
    assert merged(settings, Deny(), tasks=tasks, prompt=asked)["tasks"] == []
    picked = merged(settings, Choose(index=1), tasks=tasks, prompt=asked)["tasks"]
    assert [task["id"] for task in picked] == ["c.2", "c.1"]


@pytest.mark.parametrize(
    ("line", "day", "birthday"),
    [
        ("sorry, it's March 14", "2026-03-14", "1985-03-14"),
        ("the first", "2026-04-01", None),
        ("on the 29th of February", "2028-02-29", None),
        ("next week", "2026-03-09/2026-03-15", None),
    ],
)
def test_a_day_told_while_particulars_are_read_back_corrects_the_birthday(
    line: str, day: str, birthday: str | None
) -> None:
    told = Identity(first_name="Maria", last_name="Alvarez", birth_date="1985-03-15", phone="+12125550123")
    asked = Prompt(kind="confirm", owner="identity", key="intake.first_visit")
    assert corrected_birthday(day, line, asked, told) == birthday
