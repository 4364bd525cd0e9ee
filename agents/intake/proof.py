"""The nodes that prove by a one-time code to the phone on file who somebody is, where clinic.yaml asks for level 2."""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say
from agents.services import Services
from agents.state import ConversationState, Identity, Update, ehr_session, identity_of
from agents.talking import asking, saying
from clinic.identity import Action, is_sure_enough
from clinic.models import Assurance
from clinic.settings import ClinicSettings
from tools.ehr.chart_results import CodeSent, CodeVerified, WrongCode
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

ACTION_OF: dict[str, Action] = {
    "book": "book",
    "reschedule": "appointments",
    "cancel_appointment": "appointments",
    "appointment_info": "appointments",
    "confirm_appointment": "appointments",
    "join_waitlist": "book",
    "refill": "medicines",
    "results": "results",
}
"""What a kind of task does, for the level that clinic.yaml asks for. Other kinds only pass on what the patient says."""


def needs_code(kind: str, identity: Identity, settings: ClinicSettings) -> bool:
    """Somebody known is not known surely enough for this kind of task, and a code may still settle it.

    Who speaks for a patient proves it by a phone of their own: every representative has been found by one.
    """
    action = ACTION_OF.get(kind)
    if action is None or identity.patient is None or identity.no_code:
        return False
    if not identity.patient.phones and identity.representative is None:
        return False
    return not is_sure_enough(settings, action, identity.assurance, phone_matches=identity.phone_matches)


def _put(identity: Identity, **changes: object) -> Update:
    return {"identity": identity.model_copy(update=changes).model_dump(mode="json")}


def _key(state: ConversationState, call: str) -> str:
    """One call of a kind a turn: a turn that is run again sends nothing twice and counts no guess twice."""
    return f"{state['conversation_id']}.t{state['turn']['number']}.{call}"


def _session(state: ConversationState) -> EhrSession:
    """Whose phone on file a code goes to: who is known, or who would be by it. Nobody's where nobody fits."""
    session, identity = ehr_session(state), identity_of(state)
    if identity.patient or not identity.unproven:
        return session
    return session.model_copy(
        update={"patient_id": identity.unproven.id, "representative": identity.unproven_speaker}
    )


async def send_code(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Send a code to the phone on file. Safe to run twice."""
    identity = identity_of(state)
    result = await runtime.context.ehr.send_code(
        _session(state),
        phone=identity.phone or "",
        language=state["language"],
        idempotency_key=_key(state, "send"),
    )
    if not isinstance(result, CodeSent):
        return _put(identity, code=None, code_wish="none")
    sent = _put(identity, code=None, code_wish=None, codes_sent=identity.codes_sent + 1)
    words = "intake.code_sent" if identity.patient else "intake.code_sent_if_on_file"
    return sent | saying(state, say(words, minutes=result.minutes, again=identity.codes_sent > 0))


async def ask_code(state: ConversationState) -> Update:
    """Ask for the code; a new one, or none, are answers too."""
    prefix = f"o{state['turn']['number']}"
    options = tuple(
        PromptOption(
            id=f"{prefix}-{value}", label_key=f"intake.option_code_{value}", slot="code_wish", value=value
        )
        for value in ("again", "none")
    )
    return asking(state, "intake.ask_code", owner="identity", slot="code", options=options)


async def check_code(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Have the code checked and used up. Safe to run twice; the code is not kept in the state."""
    identity = identity_of(state)
    result = await runtime.context.ehr.check_code(
        _session(state), code=identity.code or "", idempotency_key=_key(state, "check")
    )
    forgotten: Update = {"turn": {**state["turn"], "text": ""}}
    match result:
        case CodeVerified() if patient := identity.patient or identity.unproven:
            proven = _put(
                identity,
                code=None,
                assurance=Assurance.VERIFIED,
                patient=patient,
                first_name=patient.first_name,
                last_name=patient.last_name,
                phone_matches=identity.phone_matches or identity.unproven_speaker is not None,
                representative=identity.representative or identity.unproven_speaker,
                by_code=False,
                unproven=None,
                unproven_speaker=None,
            )
            return forgotten | proven | saying(state, say("intake.code_right"))
        case WrongCode() | Refused(code="invalid_argument"):
            return forgotten | _put(identity, code=None) | saying(state, say("intake.code_wrong"))
    return forgotten | _put(identity, code=None, code_wish="none")


async def give_up_code(state: ConversationState) -> Update:
    """No code, or too many: what needs one goes to our team, and what does not goes on.

    Where none could be sent at all, the patient has heard of no code, and hears of none now.
    """
    identity = identity_of(state)
    unknown = identity.patient is None
    given_up = _put(identity, code_wish=None, no_code=not unknown, by_code=False, gave_up=unknown)
    if unknown:
        return given_up
    return given_up | (saying(state, say("intake.no_code")) if identity.codes_sent else {})
