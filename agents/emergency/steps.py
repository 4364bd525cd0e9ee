"""The nodes of an emergency. Sources of the words and of "never downgraded": docs/clinical-safety.md."""

from langgraph.runtime import Runtime

from agents.prompts import Saying, yes_no
from agents.services import Services
from agents.state import ConversationState, Update
from agents.talking import asking, request, saying
from clinic.settings.schema import EmergencyNumbers


async def next_step(state: ConversationState) -> str:
    """`emergency` holds the kind, whether it is sure, and the answer to the question once it was asked."""
    emergency = state["emergency"] or {}
    if emergency.get("now") == "no":
        return "stand_by"
    return "alert" if emergency.get("sure") or emergency.get("now") else "ask_if_now"


def _number(numbers: EmergencyNumbers, kind: str) -> str:
    return str(getattr(numbers, kind))


async def alert(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say whom to call now, and put an urgent request before staff. What was going on waits for the patient."""
    kind = (state["emergency"] or {})["kind"]
    numbers = runtime.context.settings.emergency
    words = Saying(
        kind="emergency",
        key=f"emergency.{kind}",
        params={"number": _number(numbers, kind), "medical": numbers.medical},
    )
    return {
        **saying(state, words.model_dump(mode="json")),
        **_told_staff(state, urgent=True),
        "emergency": None,
        "after_emergency": _number(numbers, kind),
        "questions": [],
        "remarks": ["pause"],
    }


async def ask_if_now(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say the number, and ask the one question."""
    kind = (state["emergency"] or {})["kind"]
    number = _number(runtime.context.settings.emergency, kind)
    options = yes_no(f"e{state['turn']['number']}")
    asked = asking(
        state, "emergency.possible", owner="emergency", kind="confirm", options=options, number=number
    )
    asked["said"][-1]["kind"] = "emergency"
    return asked | {"questions": []}


async def stand_by(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """It is not happening now: say what to do if it does, tell the care team, and go on with what was asked."""
    kind = (state["emergency"] or {})["kind"]
    number = _number(runtime.context.settings.emergency, kind)
    words = Saying(kind="emergency", key="emergency.not_now", params={"number": number})
    return {
        **saying(state, words.model_dump(mode="json")),
        **_told_staff(state, urgent=False),
        "emergency": None,
    }


def _told_staff(state: ConversationState, *, urgent: bool) -> Update:
    emergency = state["emergency"] or {}
    cause = f"{state['conversation_id']}.t{state['turn']['number']}"
    reason = f"red flag: {emergency['kind']}"
    told = request(state, None, cause, reason, "urgent_callback", urgent)
    told["summary"]["words"] = emergency.get("words") or told["summary"]["words"]
    return {"handed_over": [*state.get("handed_over", []), told]}
