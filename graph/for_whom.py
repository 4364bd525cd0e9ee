"""Who speaks, and for whom: two identities kept apart, so that nothing is done under the wrong name.

Who speaks is settled first. A task for somebody else has a `person`, and that person's particulars, in its slots; once
the speaker is settled the patient's identity comes in hand, and the speaker's is kept aside meanwhile.
"""

from datetime import date

from agents.state import ConversationState, Identity, Json, Update, identity_of, is_for_whom_in_hand
from agents.tasks import Task
from clinic.birthdays import age_on
from clinic.guardians import needs_grown_up
from clinic.names import NameMatch, compare_given_names
from clinic.settings import ClinicSettings

PARTICULARS = ("first_name", "last_name", "birth_date")
CHILDREN = frozenset({"son", "daughter", "child"})
MOST = 4
"""People spoken for that are remembered."""
GROWN_UP = 18
"""Completed years from which a birthday may be a caller's."""


def for_whom(state: ConversationState, settings: ClinicSettings, today: date) -> Update:
    """The identity that the task in hand asks for. `today` is the clinic's local date."""
    if not state.get("tasks"):
        return {}
    update = told_of_another(state, settings, today)
    now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
    task, person = now["tasks"][-1], now["tasks"][-1]["slots"].get("person")
    speaker = (now.get("speaker") if now.get("acting_for") else now.get("identity")) or {}
    settled = Identity.model_validate(speaker).is_settled
    known = known_by_now(now) if settled else []
    if person is None or not settled:
        if now.get("acting_for"):
            update |= {"identity": speaker, "acting_for": None, "acting_task": None, "speaker": None}
        return update | {"spoken_for": known}
    if is_for_whom_in_hand(now):
        return update
    told = {name: task["slots"].get(name) for name in PARTICULARS}
    theirs = Identity.model_validate({**told, "person": person, "phone": speaker.get("phone")})
    again = next((each for each in known if is_the_same(theirs, Identity.model_validate(each))), None)
    return {
        **update,
        "spoken_for": known,
        "identity": again or theirs.model_dump(mode="json"),
        "acting_for": person,
        "acting_task": task["id"],
        "speaker": speaker,
    }


def known_by_now(state: ConversationState) -> list[Json]:
    """Those found for this speaker, the one in hand included: nobody is asked twice for whom a visit is."""
    known = state.get("spoken_for") or []
    identity = identity_of(state)
    if not state.get("acting_for") or identity.representative is None:
        return known
    others = [each for each in known if not is_the_same(identity, Identity.model_validate(each))]
    return [*others, identity.model_dump(mode="json")][-MOST:]


def is_the_same(theirs: Identity, known: Identity) -> bool:
    """ "My son" is the son found before, unless another name or birthday is told."""
    if theirs.person != known.person or theirs.birth_date not in (None, known.birth_date):
        return False
    told, found = theirs.first_name, known.first_name
    return not told or not found or compare_given_names(told, found) is NameMatch.SAME


def told_of_another(state: ConversationState, settings: ClinicSettings, today: date) -> Update:
    """Particulars told before it was clear that they are not the speaker's go to the task.

    "Calling for my mother", before there was a task; or a birthday so late that it can only be a child's.
    """
    identity = identity_of(state)
    task = Task.model_validate(state["tasks"][-1])
    if state.get("acting_for") or task.slot("person"):
        return {}
    if identity.is_settled:
        return _for_their(identity.person, task, identity, state) if identity.person else {}
    born = date.fromisoformat(identity.birth_date) if identity.birth_date else None
    person = identity.person or ("child" if born and needs_grown_up(settings, born, today) else None)
    if person is None:
        return {}
    for name, value in (("person", person), *((name, getattr(identity, name)) for name in PARTICULARS)):
        task = task.with_slot(name, value) if value else task
    speaker = Identity(phone=identity.phone, no_phone=identity.no_phone)
    tasks = [*state["tasks"][:-1], task.model_dump(mode="json")]
    return {"tasks": tasks, "identity": speaker.model_dump(mode="json")}


def _for_their(person: str, task: Task, speaker: Identity, state: ConversationState) -> Update:
    """ "I'm calling for my son", said by somebody whose own identity is settled."""
    tasks = [*state["tasks"][:-1], task.with_slot("person", person).model_dump(mode="json")]
    return {"tasks": tasks, "identity": speaker.model_copy(update={"person": None}).model_dump(mode="json")}


def of_the_patient(told: dict[str, str], task: Task, today: date, *, in_hand: bool) -> dict[str, str]:
    """Which of the particulars that a caller told are for the task in hand, as those of whom it is for.

    A line that says for whom it is tells of them; so does a child's birthday, and a name that is known to be theirs.
    A grown-up's birthday, where the patient is the caller's child, is the caller's own. Where the patient's identity
    is `in_hand` already, particulars belong to that, and only another relation is for the task. "" is a value that
    says nothing new.
    """
    person = told.get("person") or task.slot("person")
    if person is None:
        return {}
    said = {"person": person if _says_more(person, task.slot("person")) else ""} if "person" in told else {}
    if in_hand and not said.get("person"):
        return said
    particulars = {name: value for name, value in told.items() if name in PARTICULARS}
    known, named = task.slot("first_name"), told.get("first_name")
    theirs = "person" in told
    if person in CHILDREN and "birth_date" in told:
        theirs = age_on(date.fromisoformat(told["birth_date"]), today) < GROWN_UP
    elif named and known:
        theirs = compare_given_names(named, known) is NameMatch.SAME
    return {**said, **particulars} if theirs else said


def _says_more(person: str, known: str | None) -> bool:
    """ "I am his mother" tells of a child, where "my son" has told more."""
    return person != known and not (person == "child" and known in CHILDREN)
