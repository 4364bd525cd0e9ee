"""How a node says, asks, finishes and hands over: the updates that all specialists share."""

from typing import Any

from agents.prompts import Owner, Prompt, PromptOption, question_of, say
from agents.state import ConversationState, Identity, Json, Update, identity_of, without_task
from agents.tasks import WORKING_SLOTS, Task


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
    taken_as: str | None = None,
    **params: Any,
) -> Update:
    """Say `before`, then ask `key` and wait for the answer. `kind` is slot, confirm or choose.

    With `taken_as` the answer is what the patient says, word by word: it fills that slot of the task.
    """
    tasks = state.get("tasks") or []
    prompt = Prompt.model_validate(
        {
            "kind": kind,
            "owner": owner,
            "key": key,
            "params": params,
            "slot": slot,
            "options": options,
            "task_id": tasks[-1]["id"] if tasks and owner == "task" else None,
            "taken_as": taken_as,
        }
    )
    return {**saying(state, *before, question_of(prompt)), "prompt": prompt.model_dump(mode="json")}


def done(state: ConversationState, *sayings: Json) -> Update:
    """The task in hand is finished: say so, and turn to what waits, if anything.

    Of several that were interrupted the patient picks the one to go on with, or none.
    """
    rest = without_task(state)
    interrupted = [task for task in rest if task["interrupted"]]
    finished = {"tasks": rest, "misses": 0}
    if len(interrupted) > 1 and rest[-1]["interrupted"]:
        now: ConversationState = {**state, **finished}  # type: ignore[typeddict-item]
        return finished | ask_what_goes_on(now, interrupted, *sayings)
    back = [back_to(rest[-1])] if rest else []
    return finished | saying(state, *sayings, *back)


def back_to(task: Json) -> Json:
    """What comes next, in a few words."""
    return say("reception.back_to", task=called(task))


def called(task: Json) -> Json:
    """What the words need to call a task by its name (the catalog's filter `task`)."""
    return {"kind": task["kind"], "person": task["slots"].get("person")}


def ask_what_goes_on(state: ConversationState, interrupted: list[Json], *before: Json) -> Update:
    """Which of the interrupted tasks comes next: the last one first, and none as the last option."""
    prefix = f"r{state['turn']['number']}"
    labels: list[tuple[str, str, Json]] = [
        (task["id"], "reception.option_go_on", {"task": called(task)}) for task in reversed(interrupted)
    ]
    labels.append(("none", "reception.option_nothing", {}))
    options = tuple(
        PromptOption(id=f"{prefix}-{index}", label_key=key, params=params, slot="resume", value=value)
        for index, (value, key, params) in enumerate(labels)
    )
    return asking(
        state, "reception.what_goes_on", owner="reception", kind="choose", slot="resume",
        options=options, before=before, tasks=[called(task) for task in reversed(interrupted)],
    )  # fmt: skip


def hand_to_staff(state: ConversationState, *, reason: str, kind: str, urgent: bool = False) -> Update:
    """Make the task in hand a request for people, with everything known. Saying so is the caller's business."""
    task = Task.model_validate(state["tasks"][-1]) if state.get("tasks") else None
    cause = task.id if task else f"{state['conversation_id']}.t{state['turn']['number']}"
    kinds = [*state.get("passed_on", []), kind]
    return {
        "handed_over": [*state.get("handed_over", []), request(state, task, cause, reason, kind, urgent)],
        "passed_on": list(dict.fromkeys(kinds)),
    }


def hand_all_to_staff(state: ConversationState, *, reason: str, kind: str) -> Update:
    """Make every open task a request for people, the one in hand first."""
    handed = list(state.get("handed_over", []))
    for number in range(len(state["tasks"]), 0, -1):
        of_task: ConversationState = {**state, "tasks": state["tasks"][:number], "handed_over": handed}
        handed = hand_to_staff(of_task, reason=reason, kind=kind)["handed_over"]
    return {"handed_over": handed, "passed_on": list(dict.fromkeys([*state.get("passed_on", []), kind]))}


def words_of(state: ConversationState, task: Task | None) -> str | None:
    """The patient's own words: those that the task was begun and told in, and those of this turn."""
    lines = [*(task.words if task else ()), state["turn"].get("text") or ""]
    return "\n".join(dict.fromkeys(line for line in lines if line)) or None


def asked_by(state: ConversationState) -> str | None:
    """Who speaks for the patient, as told and as on file; None when the patient speaks."""
    if not state.get("acting_for"):
        return None
    speaker = Identity.model_validate(state.get("speaker") or {})
    on_file = identity_of(state).representative
    related = ", ".join(on_file.relationships) if on_file else "no relation on file"
    parts = (
        speaker.spoken_name(),
        speaker.birth_date,
        speaker.phone,
        speaker.assurance.name.lower(),
        related,
    )
    return f"for {state['acting_for']}: {'; '.join(part for part in parts if part)}"


def request(
    state: ConversationState, task: Task | None, cause: str, reason: str, kind: str, urgent: bool
) -> Json:
    """A `HandedOver` as plain JSON: who, what, why and the patient's words."""
    identity = identity_of(state)
    visit = task.appointment() if task else None
    offer = task.chosen() if task else None
    told = {name: value for name, value in (task.slots if task else {}).items() if name not in WORKING_SLOTS}
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
            "phone_on_file": next(iter(identity.patient.phones), None) if identity.patient else None,
            "asked_by": asked_by(state),
            "assurance": identity.assurance.name.lower(),
            "told": [f"{name}: {value}" for name, value in sorted(told.items())],
            "appointment": f"{visit.id} {visit.start.isoformat()}" if visit else None,
            "wanted": f"{offer.start.isoformat()} {offer.clinician_name}" if offer else None,
            "words": words_of(state, task),
        },
    }
