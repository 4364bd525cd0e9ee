"""Said again: the last words on request, slower or simpler; and what is known, when the patient has told it already."""

from agents.prompts import Saying, say
from agents.repair.cannot_handle import from_the_start, said_and_asked
from agents.repair.questions import has_question, put_again
from agents.services import Services
from agents.state import ConversationState, Json, Update, identity_of
from agents.talking import saying
from agents.tasks import Task


def repeat(state: ConversationState, _: Services) -> Update:
    """ "What?": with a task in hand its question comes again, else the last words do."""
    if state.get("tasks"):
        return put_again(state)
    return saying(state, *_said_before(state)) | {"prompt": state.get("prompt_before")}


def _said_before(state: ConversationState) -> list[Json]:
    messages = (state.get("outcome") or {}).get("messages") or []
    return [
        Saying(kind=each["kind"], key="repair.verbatim", params={"text": each["text"]}).model_dump(
            mode="json"
        )
        for each in messages
    ]


def slower(state: ConversationState, services: Services) -> Update:
    """From now on one thing at a time and in short messages; what was said comes again."""
    said = saying(state, say("repair.slower"))
    now: ConversationState = {**state, **said}  # type: ignore[typeddict-item]
    return said | {"pace": "slow"} | repeat(now, services)


def faster(state: ConversationState, _: Services) -> Update:
    return said_and_asked(state, "repair.faster") | {"pace": ""}


def simpler(state: ConversationState, _: Services) -> Update:
    """ "I don't understand": the question in other words, and then with examples, as after a miss."""
    return said_and_asked(state, "repair.simpler") if has_question(state) else from_the_start(state)


def already_told(state: ConversationState, services: Services) -> Update:
    """ "I already told you": read back what is known; the question that is left follows."""
    known = what_is_known(state, services)
    return (
        said_and_asked(state, "repair.known", **known)
        if known
        else said_and_asked(state, "repair.nothing_yet")
    )


def what_is_known(state: ConversationState, services: Services) -> Json:
    """What the patient told in this conversation, as facts for the words; nothing that only the EHR knows."""
    identity = identity_of(state)
    task = Task.model_validate(state["tasks"][-1]) if state.get("tasks") else None
    told = task.slots if task else {}
    clinicians = {each.id: each.name for each in services.directory.clinicians}
    visit_type = services.settings.visit_types.get(told.get("visit_type", ""))
    names = visit_type.name if visit_type else {}
    day = told.get("date", "")
    known = {
        "name": identity.spoken_name(),
        "birth_date": identity.birth_date,
        "phone": identity.phone,
        "what": names.get(state["language"]) or names.get("en"),
        "clinician": clinicians.get(told.get("clinician", "")),
        "day": day if len(day) == 10 else None,
        "reason": told.get("reason") or told.get("medicine") or told.get("specialty"),
    }
    return known if any(known.values()) else {}
