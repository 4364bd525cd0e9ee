"""The nodes of identification. No message says whether somebody is a patient here: "nobody fits" and "something
differs" sound the same."""

from typing import Any

from langgraph.runtime import Runtime

from agents.intake.slots import missing
from agents.prompts import PromptOption, say
from agents.services import Services
from agents.state import ConversationState, Identity, Update, ehr_session, identifies_caller, identity_of
from agents.talking import asking, hand_all_to_staff, saying
from clinic.models import Assurance, Patient
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound, Refused, Registered, Unknown


def _put(identity: Identity, **changes: object) -> Update:
    return {"identity": identity.model_copy(update=changes).model_dump(mode="json")}


async def ask_particulars(state: ConversationState) -> Update:
    """Ask for name and birthday at once, or for the one that is missing; one at a time where it was too fast."""
    identity = identity_of(state)
    lacking = missing(identity)
    if state.get("pace") == "slow":
        names = [name for name in lacking if name != "birth_date"]
        lacking = names or lacking
    key = {
        ("first_name", "last_name", "birth_date"): "intake.ask_name_and_birthday",
        ("first_name", "last_name"): "intake.ask_name",
        ("last_name", "birth_date"): "intake.ask_last_name_and_birthday",
        ("first_name", "birth_date"): "intake.ask_first_name_and_birthday",
        ("first_name",): "intake.ask_first_name",
        ("last_name",): "intake.ask_last_name",
        ("birth_date",): "intake.ask_birthday",
    }[tuple(lacking)]
    if identifies_caller(state) and "first_name" in lacking:
        key = "intake.ask_caller"
    return asking(
        state, key, owner="identity", slot=lacking[0], person=identity.person, first_name=identity.first_name
    )


async def ask_phone(state: ConversationState) -> Update:
    """Ask for the phone number: it is part of the match, and how the clinic calls back."""
    again = identity_of(state).attempts > 0
    return asking(
        state, "intake.ask_other_phone" if again else "intake.ask_phone", owner="identity", slot="phone"
    )


async def look_up(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Ask the EHR who that is. Read only; the answer decides, nothing is said about misses here."""
    identity = identity_of(state)
    match await _find(state, runtime, identity):
        case PatientFound(birthday_matches=False):
            return missed(runtime, identity, "birthday_differs")
        case PatientFound(patient=patient, phone_matches=matches) if matches or not patient.phones:
            return identified(state, identity, patient, phone_matches=matches)
        case AmbiguousPatient(missing=lacking) if "first_name" in lacking and _only_begun(
            identity.first_name
        ):
            return _put(identity, first_name=None, attempts=identity.attempts + 1)
        case AmbiguousPatient(missing=()):
            return _put(identity, looked_up=True, verdict="ambiguous", gave_up=True)
        case Refused(code=code):
            return _put(identity, looked_up=True, verdict=code, gave_up=True)
        case PatientFound(patient=patient):
            unproven = identity.model_copy(update={"unproven": patient})
            return missed(runtime, unproven, "phone_differs")
        case AmbiguousPatient():
            return missed(runtime, identity, "ambiguous")
        case NoPatient():
            return missed(runtime, identity, "no_patient")
    raise AssertionError("every result of find_patient is named above")


async def _find(
    state: ConversationState, runtime: Runtime[Services], identity: Identity
) -> PatientFound | NoPatient | AmbiguousPatient | Refused:
    """By the name as told, and then the other way round: people say the surname first, too."""

    async def by(
        first: str | None, last: str | None
    ) -> PatientFound | NoPatient | AmbiguousPatient | Refused:
        return await runtime.context.ehr.find_patient(
            ehr_session(state),
            first_name=first,
            last_name=last or "",
            birth_date=identity.birth_date or "",
            phone=identity.phone,
        )

    found = await by(identity.first_name, identity.last_name)
    if isinstance(found, NoPatient):
        turned = await by(identity.last_name, identity.first_name)
        if isinstance(turned, PatientFound) and turned.phone_matches and turned.birthday_matches:
            return turned
    return found


def _only_begun(first_name: str | None) -> bool:
    """No first name, or an initial or two letters of it."""
    return len((first_name or "").strip(". ")) <= 2


def missed(runtime: Runtime[Services], identity: Identity, verdict: str) -> Update:
    """Count a failed look-up; too many of them go to staff, whatever the reason."""
    attempts = identity.attempts + 1
    limit = runtime.context.settings.identity.attempts
    return _put(identity, looked_up=True, verdict=verdict, attempts=attempts, gave_up=attempts > limit)


def identified(
    state: ConversationState, identity: Identity, patient: Patient, *, phone_matches: bool
) -> Update:
    """The person is known: greet by the name on file and go on with the task."""
    known = _put(
        identity,
        patient=patient,
        first_name=patient.first_name,
        last_name=patient.last_name,
        assurance=Assurance.MATCHED,
        phone_matches=phone_matches,
        looked_up=True,
        verdict=None,
        attempts=0,
        codes_sent=0,  # one that was sent while nobody was known is good for nothing now
        unproven=None,
        by_code=False,
    )
    return known | saying(state, say("intake.thanks", first_name=patient.first_name, person=identity.person))


def to_be_proven(identity: Identity) -> Update:
    """Who says to be on file proves it by a code to the phone there; once that has failed, staff take over.

    Asked of everybody alike: whoever is not on file gets no code, and hears the same words.
    """
    if identity.codes_sent:
        return _put(identity, gave_up=True)
    return _put(identity, by_code=True, newness=None, confirmed=None)


def _details(identity: Identity) -> dict[str, Any]:
    """Every value that a registration writes."""
    return {
        "name": identity.spoken_name(),
        "birth_date": identity.birth_date,
        "phone": identity.phone,
        "email": identity.email,
    }


async def ask_first_visit(state: ConversationState) -> Update:
    """Read everything back and ask whether this is a first visit. "Yes" affirms what will be registered."""
    identity = identity_of(state)
    if identity.newness == "returning":
        return to_be_proven(identity)
    if identity.newness == "wrong":
        return _put(identity, first_name=None, last_name=None, birth_date=None, phone=None, newness=None)
    prefix = f"n{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-new", label_key="intake.option_new", slot="newness", value="new"),
        PromptOption(
            id=f"{prefix}-returning", label_key="intake.option_returning", slot="newness", value="returning"
        ),
        PromptOption(id=f"{prefix}-wrong", label_key="intake.option_wrong", slot="newness", value="wrong"),
    )
    return asking(
        state, "intake.first_visit", owner="identity", kind="confirm", options=options, **_details(identity)
    )


async def check_details(state: ConversationState) -> Update:
    """Nobody was matched, and the task is about existing visits: let the patient correct, else staff take over."""
    identity = identity_of(state)
    if identity.confirmed == "yes" or identity.newness in ("new", "returning"):
        return to_be_proven(identity)
    if identity.confirmed == "no" or identity.newness == "wrong":
        return _put(
            identity,
            first_name=None,
            last_name=None,
            birth_date=None,
            phone=None,
            confirmed=None,
            newness=None,
        )
    prefix = f"n{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="confirmed", value="yes"),
        PromptOption(id=f"{prefix}-no", label_key="intake.option_wrong", slot="confirmed", value="no"),
    )
    return asking(
        state, "intake.check_details", owner="identity", kind="confirm", options=options, **_details(identity)
    )


async def register(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Create the new patient that was read back and affirmed. Safe to run twice: the key is the task's id."""
    identity = identity_of(state)
    result = await runtime.context.ehr.register_patient(
        ehr_session(state),
        first_name=identity.first_name or "",
        last_name=identity.last_name or "",
        birth_date=identity.birth_date or "",
        phone=identity.phone or "",
        email=identity.email,
        language=state["language"],
        idempotency_key=f"{state['tasks'][-1]['id']}.registration",
    )
    match result:
        case Registered(patient=patient):
            return identified(state, identity, patient, phone_matches=True)
        case Refused(code=code):
            return _put(identity, gave_up=True, verdict=code)
        case Unknown():
            return _put(identity, gave_up=True, verdict="unknown")
    raise AssertionError(f"unexpected result {type(result).__name__}")


async def give_up(state: ConversationState) -> Update:
    """Hand all that is in hand to staff with what was told, in one sentence; the words do not say why."""
    identity = identity_of(state)
    reason = f"identity: {identity.verdict or 'not clear'}"
    key = "intake.passed_on_too" if identity.told_given_up else "intake.passed_on"
    told = _put(identity, told_given_up=True)
    if (
        identity.verdict == "ehr_unavailable"
    ):  # it says nothing of the person, who is looked up anew next time
        key, told = "intake.unreachable", _put(identity, gave_up=False, looked_up=False, verdict=None)
    return {
        **saying(state, say(key, phone=identity.phone)),
        **hand_all_to_staff(state, reason=reason, kind="unclear_identity"),
        **told,
        "tasks": [],
        "misses": 0,
    }
