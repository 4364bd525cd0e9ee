"""How a node says, asks, finishes and hands over: the updates that all specialists share."""

from typing import Any

from agents.prompts import Owner, Prompt, PromptOption, Saying, say
from agents.state import ConversationState, Json, Update, identity_of, without_task
from agents.tasks import Task


def saying(state: ConversationState, *sayings: Json) -> Update:
    """Add to what is said in this turn."""
    return {"said": [*state.get("said", []), *sayings]}


def asking(
    state: ConversationState,
    key: str,
    *,
    owner: Owner,
    kind: str = "slot",
    slot: str | None = None,
    options: tuple[PromptOption, ...] = (),
    before: tuple[Json, ...] = (),
    **params: Any,
) -> Update:
    """Say `before`, then ask `key` and wait for the answer. `kind` is slot, confirm or choose."""
    spoken_kind = {"slot": "ask", "confirm": "confirm", "choose": "choose"}[kind]
    question = Saying.model_validate({"kind": spoken_kind, "key": key, "params": params, "options": options})
    tasks = state.get("tasks") or []
    prompt = Prompt.model_validate(
        {
            "kind": kind,
            "owner": owner,
            "key": key,
            "slot": slot,
            "options": options,
            "task_id": tasks[-1]["id"] if tasks and owner == "task" else None,
        }
    )
    return {
        **saying(state, *before, question.model_dump(mode="json")),
        "prompt": prompt.model_dump(mode="json"),
    }


def done(state: ConversationState, *sayings: Json) -> Update:
    """The task in hand is finished: say so, and turn to what it interrupted, if anything."""
    rest = without_task(state)
    back = [say("reception.back_to", kind=rest[-1]["kind"])] if rest else []
    return {**saying(state, *sayings, *back), "tasks": rest, "misses": 0}


def hand_to_staff(state: ConversationState, *, reason: str, kind: str, urgent: bool = False) -> Update:
    """Make the task in hand a request for people, with everything known. Saying so is the caller's business."""
    task = Task.model_validate(state["tasks"][-1]) if state.get("tasks") else None
    cause = task.id if task else f"{state['conversation_id']}.t{state['turn']['number']}"
    return {"handed_over": [*state.get("handed_over", []), request(state, task, cause, reason, kind, urgent)]}


def request(
    state: ConversationState, task: Task | None, cause: str, reason: str, kind: str, urgent: bool
) -> Json:
    """A `HandedOver` as plain JSON: who, what, why and the patient's words."""
    identity = identity_of(state)
    visit = task.appointment() if task else None
    offer = task.chosen() if task else None
    told = {name: value for name, value in (task.slots if task else {}).items() if name != "offer"}
    return {
        "id": f"{cause}.{kind}",
        "kind": kind,
        "urgent": urgent,
        "summary": {
            "task": task.kind if task else None,
            "reason": reason,
            "patient_id": identity.patient.id if identity.patient else None,
            "name": identity.spoken_name(),
            "birth_date": identity.birth_date,
            "phone": identity.phone,
            "assurance": identity.assurance.name.lower(),
            "told": [f"{name}: {value}" for name, value in sorted(told.items())],
            "appointment": f"{visit.id} {visit.start.isoformat()}" if visit else None,
            "wanted": f"{offer.start.isoformat()} {offer.clinician_name}" if offer else None,
            "words": state["turn"].get("text") or None,
        },
    }
