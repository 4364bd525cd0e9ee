"""The nodes for a patient whom somebody else speaks for: found only for a representative on file, else left to staff.

No message says whether somebody is a patient here: "no such patient" and "you are not on file for them" sound the same.
"""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say
from agents.services import Services
from agents.state import (
    ConversationState,
    Identity,
    Update,
    current_task,
    ehr_session,
    identity_of,
    with_task,
)
from agents.talking import asking, done, hand_to_staff, saying
from agents.tasks import Task
from clinic.models import Assurance
from tools.ehr.chart_results import DependentFound, NoDependent
from tools.ehr.results import Refused

CLAIMED = 2
"""Times that particulars are looked up for one patient, before staff take over."""


def speaker_of(state: ConversationState) -> Identity:
    """Who speaks, while the task in hand is for somebody else."""
    return Identity.model_validate(state.get("speaker") or {})


async def next_dependent_step(identity: Identity) -> str:
    """For whom the task is, when that is not the speaker."""
    if identity.gave_up:
        return "leave_dependent"
    if not (identity.first_name and identity.last_name and identity.birth_date):
        return "ask_particulars"
    return "check_both" if identity.looked_up else "look_up_dependent"


async def look_up_dependent(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Ask the EHR for the patient by the particulars of both. Read only."""
    theirs, speaker = identity_of(state), speaker_of(state)
    result = await runtime.context.ehr.find_dependent(
        ehr_session({**state, "identity": state.get("speaker") or {}}),
        first_name=theirs.first_name or "",
        last_name=theirs.last_name or "",
        birth_date=theirs.birth_date or "",
        caller_first_name=speaker.first_name or "",
        caller_last_name=speaker.last_name or "",
        caller_birth_date=speaker.birth_date or "",
        caller_phone=speaker.phone or "",
    )
    match result:
        case DependentFound(patient=patient, representative=who, phone_matches=False):
            unproven = {"unproven": patient, "unproven_speaker": who} if speaker.patient is None else {}
            return _not_found(theirs, speaker, **unproven)
        case DependentFound(patient=patient, representative=representative):
            found = _put(
                theirs,
                patient=patient,
                first_name=patient.first_name,
                last_name=patient.last_name,
                assurance=max(
                    Assurance.MATCHED, speaker.assurance
                ),  # who proved it for themselves has proven it
                phone_matches=True,
                looked_up=True,
                representative=representative,
            )
            greeted = theirs.person if speaker.patient else None  # by name, unless that was done before
            thanks = say("intake.thanks", first_name=speaker.first_name, person=greeted)
            return found | saying(state, thanks)
        case NoDependent():
            return _not_found(theirs, speaker)
        case Refused(code=code):
            return _put(theirs, looked_up=True, verdict=code, gave_up=True)
    raise AssertionError(f"unexpected result {type(result).__name__}")


def _not_found(theirs: Identity, speaker: Identity, **unproven: object) -> Update:
    """Nobody may be spoken for yet: both people's particulars are read back, and a stranger's may be proven by a code."""
    tries = theirs.attempts + 1
    missed = {"looked_up": True, "verdict": "no_dependent", "attempts": tries}
    return _put(theirs, **missed, **unproven, gave_up=tries >= CLAIMED or speaker.gave_up)


async def check_both(state: ConversationState) -> Update:
    """Nothing fits: read back both people's particulars, and let them be corrected once."""
    theirs, speaker = identity_of(state), speaker_of(state)
    if theirs.confirmed == "yes":
        # Asked of everybody alike who is no patient: whoever is not on file gets no code, and hears the same words.
        by_code = speaker.patient is None and not theirs.codes_sent
        return _put(theirs, confirmed=None, by_code=True) if by_code else _put(theirs, gave_up=True)
    if theirs.confirmed == "no":
        again = {"first_name": None, "last_name": None, "birth_date": None, "looked_up": False}
        fresh = speaker.model_copy(update=again)
        task = current_task(state, Task).without("first_name", "last_name", "birth_date")
        return {
            **_put(theirs, confirmed=None, **again),
            "tasks": with_task(state, task),
            "speaker": (speaker if speaker.patient else fresh).model_dump(mode="json"),
        }
    prefix = f"n{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="confirmed", value="yes"),
        PromptOption(id=f"{prefix}-no", label_key="intake.option_wrong", slot="confirmed", value="no"),
    )
    return asking(
        state, "intake.check_both", owner="identity", kind="confirm", options=options,
        name=theirs.spoken_name(), birth_date=theirs.birth_date, person=theirs.person,
        caller=speaker.spoken_name(), caller_birth_date=speaker.birth_date, phone=speaker.phone,
    )  # fmt: skip


async def leave_dependent(state: ConversationState) -> Update:
    """Staff take over what was asked for somebody else, with what both people are said to be."""
    theirs = identity_of(state)
    reason = f"no representative on file: {theirs.verdict or 'not clear'}"
    told = say("intake.leave_dependent", phone=speaker_of(state).phone)
    return hand_to_staff(state, reason=reason, kind="unclear_identity") | done(state, told)


async def leave_consent(state: ConversationState) -> Update:
    """The clinic's consent rules leave this to staff; the words say neither which rule nor what is on file."""
    identity = identity_of(state)
    reason = f"consent: {current_task(state, Task).kind} for a patient of that age"
    alone = identity.representative is None
    told = say("intake.leave_consent", phone=identity.phone, alone=alone)
    return hand_to_staff(state, reason=reason, kind="out_of_policy") | done(state, told)


def _put(identity: Identity, **changes: object) -> Update:
    return {"identity": identity.model_copy(update=changes).model_dump(mode="json")}
