"""The typed commands that understanding may return. Acting on them is code's business alone."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from clinic.models import Value

TaskKind = Literal[
    "book",
    "reschedule",
    "cancel_appointment",
    "appointment_info",
    "confirm_appointment",
    "refill",
    "request_status",
    "referral",
    "results",
    "records",
    "message_care_team",
    "billing",
    "complaint",
    "update_contact",
    "join_waitlist",
]
SlotName = Literal[
    "date",
    "time",
    "clinician",
    "visit_type",
    "site",
    "reason",
    "medicine",
    "pharmacy",
    "first_name",
    "last_name",
    "birth_date",
    "phone",
    "email",
    "insurance",
    "code",
    "specialty",
    "person",
    "language",  # that the clinician is to speak, ISO 639-1
    "appointment_date",  # the day of the existing visit, where `date` means the new one ("move Friday's to Monday")
]
EmergencyKind = Literal["medical", "crisis", "poison", "abuse"]


class StartTask(Value):
    command: Literal["start_task"] = "start_task"
    task: TaskKind


class SetSlot(Value):
    """A value the patient gave. Follows the StartTask it belongs to, else belongs to the task in hand.

    `date` is YYYY-MM-DD or a range YYYY-MM-DD/YYYY-MM-DD (both ends included); `time` is HH:MM or HH:MM/HH:MM;
    `phone` is E.164; `clinician`, `visit_type`, `site` are entries of the vocabulary, verbatim, where one fits,
    and "any" where the patient says that it does not matter.
    """

    command: Literal["set_slot"] = "set_slot"
    slot: SlotName
    value: str
    joined: Literal["", "or"] = ""
    """ "or": this or the value of the same slot before it, either will do ("Tuesday or Thursday")."""


class Choose(Value):
    """An option of the last prompt, counted from 0; of a list just told where nothing was offered. -1 is its last."""

    command: Literal["choose"] = "choose"
    index: int


class Affirm(Value):
    command: Literal["affirm"] = "affirm"


class Deny(Value):
    command: Literal["deny"] = "deny"


class CancelTask(Value):
    """Give up the task in hand ("never mind"): not the same as cancelling an appointment."""

    command: Literal["cancel_task"] = "cancel_task"


class StartOver(Value):
    """Begin anew ("let's start over"): everything under way is dropped, once that is affirmed."""

    command: Literal["start_over"] = "start_over"


class AskQuestion(Value):
    command: Literal["ask_question"] = "ask_question"
    text: str


class RequestHuman(Value):
    command: Literal["request_human"] = "request_human"


class Emergency(Value):
    """`sure` false: the number is said at once, and one question is asked: is this happening now?"""

    command: Literal["emergency"] = "emergency"
    kind: EmergencyKind
    sure: bool


class SmallTalk(Value):
    """Talk that asks for nothing. `about` tells the kinds of "other" that have an answer of their own."""

    command: Literal["small_talk"] = "small_talk"
    kind: Literal["greeting", "thanks", "goodbye", "other"]
    about: Literal["", "robot", "capabilities", "profanity"] = ""


class OtherOptions(Value):
    command: Literal["other_options"] = "other_options"


class Repeat(Value):
    """Say the last prompt again ("what?"), or say it otherwise: slower, faster, louder, in simpler words."""

    command: Literal["repeat"] = "repeat"
    how: Literal["", "slower", "faster", "louder", "simpler"] = ""


class SwitchLanguage(Value):
    command: Literal["switch_language"] = "switch_language"
    language: Literal["en", "es"]


UnclearAbout = Literal[
    "",
    "impossible_date",  # 31 February
    "silence",  # nothing was said: "", "…", "[silence]"
    "noise",  # something was heard that is no speech: "(cough)", "[inaudible]"
    "unsure",  # "I don't know": no answer, and above all no no
    "wait",  # "hold on", "one moment": the prompt stands, the patient comes back to it
    "already_told",  # "I already told you", "same as before"
    "misunderstood",  # "that's not what I asked", where no yes or no was asked for
    "contradiction",  # a name and its spelling that do not fit: nothing is set
    "child",  # a child is on the line: "my mommy is sleeping"
    "other_language",  # neither English nor Spanish
]


class Unclear(Value):
    """Nothing that could be acted on. `about` says what was heard, where that can be told."""

    command: Literal["unclear"] = "unclear"
    about: UnclearAbout = ""


Command = Annotated[
    StartTask
    | SetSlot
    | Choose
    | Affirm
    | Deny
    | CancelTask
    | StartOver
    | AskQuestion
    | RequestHuman
    | Emergency
    | SmallTalk
    | OtherOptions
    | Repeat
    | SwitchLanguage
    | Unclear,
    Field(discriminator="command"),
]
COMMANDS: TypeAdapter[list[Command]] = TypeAdapter(list[Command])
