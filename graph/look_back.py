"""One conversation over several channels: what a patient left unfinished elsewhere is gone on with here, if they wish.

Asked once, when it is known who speaks. On a yes the earlier conversation takes this one in: its next turn has the
task as it was left, and the weaker of the two identities.
"""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say
from agents.services import Services
from agents.state import ConversationState, Identity, Json, Update, identity_of
from agents.talking import asking, called, saying
from clinic.models import Assurance


def wants_look_back(state: ConversationState) -> bool:
    """The speaker is the patient, known well enough for the task in hand and by phone, and was not asked yet."""
    identity = identity_of(state)
    known = identity.phone_matches or identity.assurance >= Assurance.VERIFIED
    if identity.patient is None or not known or identity.no_code:
        return False
    if identity.representative or state.get("acting_for"):
        return False
    return bool(state.get("tasks")) and state.get("looked_back") != identity.patient.id


async def look_back(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Ask whether to go on with the same kind of task that was left unfinished on another channel."""
    identity = identity_of(state)
    patient_id = identity.patient.id if identity.patient else ""
    update: Update = {"looked_back": patient_id}
    earlier = await runtime.context.earlier(patient_id, state["conversation_id"])
    task = state["tasks"][-1]
    if earlier is None or earlier.channel == state["channel"] or earlier.task["kind"] != task["kind"]:
        return update
    prefix = f"e{state['turn']['number']}"
    options = (
        PromptOption(
            id=f"{prefix}-yes", label_key="reception.yes", slot="earlier", value=earlier.conversation_id
        ),
        PromptOption(id=f"{prefix}-no", label_key="reception.begin_anew", slot="earlier", value="no"),
    )
    return update | asking(
        state, "reception.go_on_earlier", owner="reception", kind="confirm", options=options,
        task=called(earlier.task), channel=earlier.channel, at=earlier.at.isoformat(),
    )  # fmt: skip


def goes_on_elsewhere(state: ConversationState) -> Update:
    """The last words here: the earlier conversation says what comes next."""
    return saying(state, say("reception.goes_on")) | {"remarks": ["pause"]}


def brought_along(left: ConversationState) -> Json:
    """What a conversation takes with it into the earlier one."""
    kept = {name: left.get(name) for name in ("identity", "caller", "language", "tasks")}
    return {name: value for name, value in kept.items() if value is not None}


def arrived(state: ConversationState) -> Update:
    """The turn in which another conversation goes on in this one: nothing was said, and the task puts its question."""
    brought = state.get("arrival") or {}
    theirs = Identity.model_validate(brought.get("identity") or {})
    ours = identity_of(state)
    same = theirs.patient is not None and ours.patient is not None and theirs.patient.id == ours.patient.id
    here = state.get("tasks") or [] if same else []
    kinds = {task["kind"] for task in here}
    more = [task for task in brought.get("tasks") or [] if task["kind"] not in kinds]
    stronger = same and theirs.assurance >= ours.assurance and theirs.phone_matches >= ours.phone_matches
    return {
        "identity": (ours if stronger else theirs).model_dump(mode="json"),
        "caller": brought.get("caller", ""),
        "language": brought.get("language", state["language"]),
        "tasks": [*more, *here],
        "looked_back": theirs.patient.id if theirs.patient else None,
        "arrival": None,
        "prompt": None,
        "prompt_before": None,
        "moved_on": True,
        "missed": False,
        "misses": 0,
        "asked_in_a_row": 0,
        "merged": True,
    }
