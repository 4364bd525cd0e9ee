"""The supervisor: merges what was understood into the task stack, and says which specialist works next."""

from datetime import date
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command as Goto

from agents.intake.consent import is_for_staff
from agents.intake.proof import needs_code
from agents.prompts import say
from agents.repair.patterns import PATTERNS
from agents.scheduling.slots import holds_in_vain
from agents.services import Services
from agents.state import ConversationState, Json, Update, current_prompt, identity_of
from agents.talking import asking, hand_to_staff, saying
from agents.tasks import PROOF, SCHEDULING_TASKS, Task
from agents.understanding.commands import (
    Affirm,
    Choose,
    Command,
    Deny,
    Emergency,
    RequestHuman,
    SetSlot,
    StartTask,
    TaskKind,
    Unclear,
)
from clinic.settings.schema import ClinicSettings
from clinic.transfers import transfer_numbers
from graph.as_questions import as_documents_answer, with_questions
from graph.for_whom import for_whom
from graph.look_back import goes_on_elsewhere, wants_look_back
from graph.merge import Merge
from graph.staff_questions import answer_to_staff

Specialist = Literal[
    "emergency",
    "reception",
    "repair",
    "answers",
    "intake",
    "scheduling",
    "refills",
    "referrals",
    "records",
    "handoff",
    "look_back",
    "respond",
]
SUPERVISED: tuple[Specialist, ...] = (
    "emergency", "reception", "repair", "answers", "intake", "scheduling",
    "refills", "referrals", "records", "handoff",
)  # fmt: skip


TAKES_DOWN: dict[TaskKind, Specialist] = {
    "refill": "refills",
    "referral": "referrals",
    "records": "records",
    "results": "records",
    "request_status": "records",
}
"""Who takes down which requests that people decide; all others are handed off with a single question."""


async def supervise(state: ConversationState, runtime: Runtime[Services]) -> Goto[Specialist]:
    """Merge once a turn, then send the conversation to whoever is next, until the patient is needed."""
    update: Update = {}
    if not state.get("merged"):
        update = answer_to_staff(state) or merged(
            state, runtime.context, await as_documents_answer(state, runtime.context)
        )
    now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
    if now.get("callback") and "person" not in now.get("remarks", []):
        update |= with_callback(now, runtime.context)
        now = {**state, **update}  # type: ignore[typeddict-item]
    if "person" in now.get("remarks", []):
        update |= a_person_please(now, runtime.context)
        now = {**state, **update}  # type: ignore[typeddict-item]
    if now.get("joins"):
        update |= goes_on_elsewhere(now)
        now = {**state, **update}  # type: ignore[typeddict-item]
    settings = runtime.context.settings
    today = runtime.context.clock.now().astimezone(settings.zone).date()
    update |= for_whom(now, settings, today)
    now = {**state, **update}  # type: ignore[typeddict-item]
    return Goto(goto=next_specialist(now, settings, today), update=update)


def merged(state: ConversationState, services: Services, understood: list[Command]) -> Update:
    """The turn's commands in the state. An emergency, said or still in question, comes before all of them."""
    commands = with_questions(understood, state, services.directory)
    emergency = emergency_of(state, commands)
    merge = Merge(state, services.settings, services.directory, services.clock.now())
    if emergency:
        # What else was wanted is kept for afterwards; a yes or a choice in such a line counts for nothing.
        wanted: list[Command] = [c for c in commands if isinstance(c, StartTask | SetSlot)]
        return merge.take(wanted) | {"emergency": emergency, "remarks": [], "questions": [], "misses": 0}
    return merge.take(commands) | first_the_number(state, commands)


def first_the_number(state: ConversationState, commands: list[Command]) -> Update:
    """Right after an emergency was answered, a wish or a call for a person gets the number once more; it waits."""
    number = state.get("after_emergency")
    wishes = any(isinstance(command, StartTask | RequestHuman) for command in commands)
    settled = any(isinstance(command, Affirm | Deny | Choose) for command in commands)
    if not number or not wishes or settled:
        return {}
    return {"remarks": ["after_emergency"], "emergency_number": number, "questions": []}


def emergency_of(state: ConversationState, commands: list[Command]) -> Json | None:
    """The emergency of this turn: a new red flag, or the answer to "is this happening now?"."""
    words = state["turn"].get("text") or ""
    flags = [{"kind": c.kind, "sure": c.sure} for c in commands if isinstance(c, Emergency)]
    screened = state.get("red_flag")
    flags = [*([screened] if screened else []), *flags]
    if flags:
        worst = next((flag for flag in flags if flag["sure"]), flags[0])
        return {**worst, "words": words}
    prompt = current_prompt(state)
    asked = state.get("emergency")
    if asked and prompt and prompt.owner == "emergency":
        return {**asked, **answer_to(commands, asked)}
    return None


def answer_to(commands: list[Command], asked: Json) -> Json:
    """What a reply to "is this happening now?" means: a clear no, a yes, or silence, which counts as a yes.

    A reply about something else is asked once more; after that it counts as a yes, too.
    """
    if any(isinstance(command, Deny) or getattr(command, "index", None) == 1 for command in commands):
        return {"now": "no"}
    silent = all(isinstance(command, Unclear | Affirm | Choose) for command in commands)
    return {"now": "yes"} if silent or asked.get("asked_again") else {"asked_again": True}


def a_person_please(state: ConversationState, services: Services) -> Update:
    """The patient asked for a person: staff get what is in hand and known, at once. It stays open here, too."""
    clinic_phone = services.settings.phone
    phone = identity_of(state).phone
    if is_on_the_phone(state) and transfer_numbers(services.settings, services.clock.now()):
        return put_through(state)
    words = say(
        "handoff.asked_for_person", phone=phone, clinic_phone=clinic_phone, goes_on=bool(state.get("tasks"))
    )
    handed = hand_to_staff(state, reason="the patient asked for a person", kind="message_care_team")
    still_open = {"prompt": state.get("prompt_before") if state.get("tasks") else None}
    said = saying(state, words) | still_open if phone else ask_callback(state, words)
    return {
        **handed,
        **said,
        "callback": phone is None,
        "remarks": ["pause"],
    }


def is_on_the_phone(state: ConversationState) -> bool:
    return state["channel"] == "voice"


def put_through(state: ConversationState) -> Update:
    """A person is there to take the call. The request is made all the same: nobody may accept, or the line drop."""
    handed = hand_to_staff(state, reason="the caller asked for a person", kind="message_care_team")
    said = saying(state, say("handoff.put_through")) | {"prompt": state.get("prompt_before")}
    return {**handed, **said, "transfer": True, "remarks": ["pause"]}


def ask_callback(state: ConversationState, words: Json) -> Update:
    """Nobody can call back without a number."""
    return asking(state, "handoff.ask_callback", owner="identity", slot="phone", before=(words,))


def with_callback(state: ConversationState, services: Services) -> Update:
    """The answer to the question for a number: staff get it. A miss is mended; any other line goes its own way."""
    identity = identity_of(state)
    phone = identity.phone
    if identity.no_phone:
        told = say("handoff.no_callback", clinic_phone=services.settings.phone)
        return saying(state, told) | {"callback": False}
    if not phone:
        return {"callback": state.get("missed", False) or set(state.get("remarks") or []) <= set(PATTERNS)}
    told = say("handoff.callback_noted", phone=phone)
    handed = hand_to_staff(state, reason="number for the call back", kind="message_care_team")
    return {**handed, **saying(state, told), "callback": False}


def next_specialist(state: ConversationState, settings: ClinicSettings, today: date) -> Specialist:
    """Who works next; `respond` ends the turn."""
    if state.get("emergency") and not state.get("prompt"):
        return "emergency"
    if holds_in_vain(state):
        return "scheduling"
    remarks = state.get("remarks") or []
    if "pause" in remarks:
        return "respond"
    if any(remark not in PATTERNS for remark in remarks):
        return "reception"
    if remarks and not state.get("prompt"):
        return "repair"
    if state.get("questions"):
        return "answers"
    if state.get("prompt") or not state.get("tasks") or state.get("status") == "closed":
        return "respond"
    return specialist_for(Task.model_validate(state["tasks"][-1]), state, settings, today)


def specialist_for(task: Task, state: ConversationState, settings: ClinicSettings, today: date) -> Specialist:
    """Identification first; then the task's own specialist, or staff where the stage is off or not ours."""
    identity = identity_of(state)
    schedules = task.kind in SCHEDULING_TASKS and settings.has_stage("scheduling")
    identifies = settings.has_stage("intake") and (schedules or not identity.gave_up)
    unproven = needs_code("results" if task.slot(PROOF) else task.kind, identity, settings) or is_for_staff(
        task, identity, settings, today
    )
    if (identity.patient is None and identifies) or (settings.has_stage("intake") and unproven):
        return "intake"
    if wants_look_back(state):
        return "look_back"
    if schedules and identity.patient:
        return "scheduling"
    return TAKES_DOWN.get(task.kind, "handoff") if settings.has_stage("requests") else "handoff"
