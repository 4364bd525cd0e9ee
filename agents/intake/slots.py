"""What identification needs, and what comes next given what is known."""

from langgraph.graph import END

from agents.intake.dependents import next_dependent_step
from agents.state import ConversationState, Identity, identifies_caller, identity_of
from agents.tasks import Task
from clinic.names import NameMatch, compare_family_names, compare_given_names

PARTICULARS = ("first_name", "last_name", "birth_date")
IDENTITY_SLOTS = frozenset({*PARTICULARS, "phone", "email", "person", "code"})
CHANGES_PERSON = frozenset({"first_name", "last_name", "birth_date"})


def missing(identity: Identity) -> list[str]:
    """Particulars not told yet, in the order in which they are asked."""
    return [name for name in PARTICULARS if not getattr(identity, name)]


async def next_step(state: ConversationState) -> str:
    """The node that comes next; derived from what is filled, never stored."""
    identity = identity_of(state)
    if identity.patient:
        return next_code_step(identity)
    if identity.by_code and not identity.gave_up:
        return next_code_step(identity)
    if state.get("acting_for"):
        return await next_dependent_step(identity)
    booking = Task.model_validate(state["tasks"][-1]).kind == "book"
    if identity.gave_up:
        return "give_up"
    if missing(identity):
        return "ask_particulars"
    if not identity.phone and not identity.no_phone:
        return "ask_phone"
    if not identity.looked_up:
        return "look_up"
    if identity.newness == "new" and booking:
        return "register"
    return "ask_first_visit" if booking else "check_details"


def next_code_step(identity: Identity) -> str:
    """Of somebody who is known and whose task asks for a code, or who is to be known by one."""
    if identity.code_wish == "none":
        return "give_up_code"
    if identity.code:
        return "check_code"
    return "ask_code" if identity.codes_sent and not identity.code_wish else "send_code"


async def onward(state: ConversationState) -> str:
    """After a node: on to the next one, until the patient is asked something, is known, or is left to staff."""
    identity = identity_of(state)
    if identifies_caller(state) and identity.is_settled:
        return END  # the supervisor turns to whom the task is for
    left_to_staff = any(each["kind"] == "unclear_identity" for each in state.get("handed_over", []))
    if state.get("prompt") or identity.patient or left_to_staff or not state["tasks"]:
        return END
    return await next_step(state)


def _is_known(identity: Identity, name: str, value: str) -> bool:
    """The value says nothing new; names count as the same in any usual spelling and short form."""
    known = getattr(identity, name)
    if known and name == "first_name":
        return compare_given_names(value, known) is NameMatch.SAME
    if known and name == "last_name":
        return compare_family_names(value, known) is NameMatch.SAME
    return bool(known == value)


def with_told(identity: Identity, told: dict[str, str]) -> Identity:
    """The identity with particulars told or corrected in one message.

    A value that differs from what was known undoes the look-up that was built on it. Another first name than the
    identified patient's means another person ("and one for my son Leo"): surname and birthday are asked again.
    """
    told = dict(told)
    code = told.pop("code", None)
    if code and identity.codes_sent:
        identity = identity.model_copy(update={"code": code})
    changed = {name: value for name, value in told.items() if not _is_known(identity, name, value)}
    if not changed:
        return identity
    update: dict[str, object] = {
        **changed,
        "looked_up": False,
        "verdict": None,
        "newness": None,
        "confirmed": None,
        "unproven": None,
        "unproven_speaker": None,
        "by_code": False,
        "gave_up": False,  # looked up once more; the number of tries stands
    }
    if "phone" in changed:
        update["no_phone"] = False
    another_person = identity.patient is not None and (CHANGES_PERSON & changed.keys())
    if another_person:
        update |= {"patient": None, "assurance": 0, "phone_matches": False, "gave_up": False}
        update |= {"representative": None}
        update |= {"code": None, "code_wish": None, "codes_sent": 0, "no_code": False}
        if "first_name" in changed:
            update |= {name: told.get(name) for name in ("last_name", "birth_date")}
    return Identity.model_validate(identity.model_dump() | update)
