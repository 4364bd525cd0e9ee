"""What a conversation remembers between turns: plain JSON, small and bounded, with a version.

Models are made from it at the edge (`current_task`, `identity_of`); no field has a reducer, a node returns whole values.
"""

from typing import Any, TypedDict, TypeVar

from agents.prompts import Prompt
from agents.tasks import Task
from clinic.care import Representative
from clinic.models import Assurance, Patient, Value
from clinic.names import NameMatch, compare_given_names
from tools.ehr.session import EhrSession

STATE_VERSION = 1
Json = dict[str, Any]
Update = dict[str, Any]
"""What a node returns: fields of ConversationState with their new values."""


class ConversationState(TypedDict, total=False):
    """The channels of the conversation graph."""

    version: int
    conversation_id: str
    channel: str
    """By which this turn came: a conversation that began on the web may go on by text or phone."""
    caller: str
    """Where the patient comes from (an address, a number); limits count by it, and it proves nothing."""
    language: str
    status: str
    """open, staff or closed."""
    turn: Json
    """The InboundTurn in hand."""
    red_flag: Json | None
    interpretation: Json | None
    merged: bool
    """This turn's commands have been taken into the state."""
    identity: Json
    """An Identity: who the patient says to be, and whom that was found to be."""
    acting_for: str | None
    """Whom the identity is of, where the task in hand is for somebody else than the speaker ("son")."""
    acting_task: str | None
    """Id of the task with which that began."""
    speaker: Json | None
    """The speaker's own Identity meanwhile."""
    spoken_for: list[Json]
    """Identities found earlier of those for whom this speaker may act; gone when the speaker is another one."""
    tasks: list[Json]
    """The task stack; the last one is in hand."""
    tasks_begun: int
    """How many tasks this conversation has had: numbers them, so that a repeated turn makes the same ids."""
    looked_back: str | None
    """Id of the patient for whom an earlier conversation was looked for: once, whatever was answered."""
    joins: str | None
    """Id of the earlier conversation in which this one goes on, as the patient wished in this turn."""
    arrival: Json | None
    """What a conversation that goes on in this one brings along, in the turn in which it does."""
    told_visits: list[str]
    """Ids of the visits told last, in their order: what "the second one" means afterwards."""
    last_visit: str | None
    """Id of the appointment that this conversation booked or moved last: what "cancel it" means afterwards."""
    held: Json | None
    """The time that is kept in the EHR for the task that reads it back: its task_id, slot_id, and until when."""
    emergency: Json | None
    """Set while the question "is this happening now?" is open, and in the turn in which an emergency is said."""
    after_emergency: str | None
    """The number that the last turn gave in an emergency: a line that means nothing now gets it again."""
    emergency_number: str | None
    """The number to say again in this turn."""
    questions: list[str]
    """Questions of this turn that are not answered yet."""
    last_question: str | None
    """The question that the last turn answered: "and on Friday?" goes on from it."""
    asked_before: list[str]
    """The last question that was answered, with what it went on from: the next one may go on from it."""
    noted: list[Json]
    """Questions of this turn and what became of them (`knowledge.Noted`), until they are kept for staff."""
    remarks: list[str]
    """What reception has to react to in this turn: greeting, thanks, goodbye, unclear, dropped, …"""
    prompt: Json | None
    """The Prompt that waits for the patient's answer."""
    prompt_before: Json | None
    """The prompt that this turn found."""
    moved_on: bool
    """This turn's commands changed something."""
    missed: bool
    """This turn brought the conversation no further."""
    mended: str | None
    """The repair pattern that this turn went through."""
    fell_away: list[str]
    """What the clinic stopped having since it was told or offered: slots of the task in hand, or "offer"."""
    misses: int
    """Such turns in a row; a digression in between (a question, a thank-you) neither counts nor clears them."""
    asked_in_a_row: int
    """How often the open question was put again without an answer."""
    put_as: str
    """In which words (a catalog variant) the open question was put last."""
    silences: int
    """Turns in a row in which nothing was said."""
    pace: str
    """"slow" for a patient who asked for it: one thing at a time, in short messages."""
    cut_short: bool
    """This turn's answer came before the question was said, and counts for nothing."""
    transfer: bool
    """This turn ends with putting the caller through to a person."""
    callback: bool
    """Staff were asked to get in touch, and the number is asked for."""
    said: list[Json]
    """What is said in this turn, unrendered (`Saying`)."""
    handed_over: list[Json]
    """What people have to do after this turn (`HandedOver`)."""
    answers: list[Json]
    """Answers to questions of staff in this turn (`StaffAnswer`)."""
    passed_on: list[str]
    """Kinds of requests that went to people in this conversation: more words on them are added, not begun anew."""
    outcome: Json
    """The TurnOutcome of the last finished turn."""


BLANK: Json = {
    "tasks": [],
    "tasks_begun": 0,
    "questions": [],
    "remarks": [],
    "said": [],
    "handed_over": [],
    "answers": [],
    "passed_on": [],
    "misses": 0,
    "silences": 0,
    "asked_in_a_row": 0,
    "put_as": "",
    "missed": False,
}
"""What a conversation begins with, so that a turn that is taken back has these to go back to, and no None."""


class Identity(Value):
    """Who the patient says to be, and what the EHR made of it."""

    first_name: str | None = None
    last_name: str | None = None
    birth_date: str | None = None
    """YYYY-MM-DD."""
    phone: str | None = None
    """E.164."""
    no_phone: bool = False
    """The patient has none, or does not give one."""
    email: str | None = None
    person: str | None = None
    """Whom the visit is for, when not the speaker ("my son")."""
    newness: str | None = None
    """Answer to "is this your first visit": new, returning or wrong."""
    confirmed: str | None = None
    """yes or no to the read-back before a registration."""
    looked_up: bool = False
    """The EHR was asked with these particulars and knew nobody for sure."""
    verdict: str | None = None
    """What the last look-up said: no_patient, phone_differs, ambiguous."""
    attempts: int = 0
    """Failed look-ups."""
    gave_up: bool = False
    """Identification goes to staff."""
    told_given_up: bool = False
    """The patient has heard so: what is asked for later goes the same way, and is said in other words."""
    code: str | None = None
    """A one-time code as told; gone with the turn that told it."""
    code_wish: str | None = None
    """Answer to the question for a code, other than a code: again (send a new one), none (cannot get it)."""
    codes_sent: int = 0
    unproven: Patient | None = None
    """Fits by name and birthday and not by phone: a code to the phone on file proves it. Never said to be there."""
    unproven_speaker: Representative | None = None
    """Who would speak for `unproven`, once a code to the representative's phone on file has proven it."""
    by_code: bool = False
    """A code is asked for, whether or not there is such a patient."""
    no_code: bool = False
    """It could not be proven by a code: what needs level 2 goes to staff."""
    patient: Patient | None = None
    representative: Representative | None = None
    """Who speaks for the patient, as the EHR has them; None when the patient speaks."""
    assurance: Assurance = Assurance.ANONYMOUS
    phone_matches: bool = False

    def spoken_name(self) -> str | None:
        name = " ".join(part for part in (self.first_name, self.last_name) if part)
        return name or None

    @property
    def is_settled(self) -> bool:
        """The EHR was asked, and what it knows of them is known."""
        return self.patient is not None or self.looked_up or self.gave_up


T = TypeVar("T", bound=Task)


def identity_of(state: ConversationState) -> Identity:
    return Identity.model_validate(state.get("identity") or {})


def has_task(state: ConversationState) -> bool:
    return bool(state.get("tasks"))


def current_task(state: ConversationState, kind: type[T]) -> T:
    """The task in hand, as the model that its specialist works with."""
    return kind.model_validate(state["tasks"][-1])


def current_prompt(state: ConversationState) -> Prompt | None:
    prompt = state.get("prompt")
    return Prompt.model_validate(prompt) if prompt else None


def identifies_caller(state: ConversationState) -> bool:
    """The task in hand is for somebody else, and who speaks is not settled yet: that comes first."""
    return has_task(state) and bool(state["tasks"][-1]["slots"].get("person")) and not state.get("acting_for")


def is_for_whom_in_hand(state: ConversationState) -> bool:
    """The task in hand is for the one whose identity is in hand; two sons are told apart by their names."""
    slots = state["tasks"][-1]["slots"]
    if slots.get("person") != state.get("acting_for"):
        return False
    told, known = slots.get("first_name"), identity_of(state).first_name
    if not (state.get("acting_for") and told and known):
        return True
    return (
        compare_given_names(told, known) is NameMatch.SAME
        or state.get("acting_task") == state["tasks"][-1]["id"]
    )


def with_task(state: ConversationState, task: Task) -> list[Json]:
    """The stack with the task in hand replaced by `task`."""
    return [*state["tasks"][:-1], task.model_dump(mode="json")]


def without_task(state: ConversationState) -> list[Json]:
    """The stack without the task in hand."""
    return state["tasks"][:-1]


def ehr_session(state: ConversationState) -> EhrSession:
    """Who the EHR tools are called for: this conversation and the patient it is identified as."""
    identity = identity_of(state)
    return EhrSession(
        conversation_id=state["conversation_id"],
        patient_id=identity.patient.id if identity.patient else None,
        assurance=identity.assurance,
        phone_matches=identity.phone_matches,
        representative=identity.representative,
        caller=state.get("caller", ""),
    )
