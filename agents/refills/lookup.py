"""The nodes that read the record of a proven patient: which prescriptions are meant, and what is due."""

from langgraph.runtime import Runtime

from agents.refills.meant import Meant, medicines_meant
from agents.refills.slots import SEPARATOR
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session, identity_of, with_task
from agents.tasks import Task
from agents.understanding.acts import says
from agents.understanding.parsing.text import fold
from clinic.care import Medication
from clinic.refills import Asked, RefillFacts, Told, recommend
from tools.ehr.chart_results import Medications
from tools.ehr.refill_results import RefillFactsRead

LOOKED_UP = ("listed", "medication", "names", "unlisted", "visit", "on_file")
"""Slots that follow from which medicine is meant."""


async def look_up_medicines(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Find what was named in the patient's own list. Below the level of clinic.yaml no list is read, and none is told."""
    task = current_task(state, Task)
    outcome, listed = await read_list(state, runtime.context)
    meant = _meant_by(task, listed)
    if meant.open and outcome == "meant":
        outcome = "open"
    filled = {
        "listed": outcome,
        "medication": " ".join(each.id for each in meant.which),
        "names": SEPARATOR.join(each.name for each in meant.which),
        "unlisted": SEPARATOR.join(meant.unlisted),
    }
    found = task.model_copy(
        update={"slots": task.slots | {name: value for name, value in filled.items() if value}}
    )
    return {"tasks": with_task(state, found)}


async def read_list(state: ConversationState, services: Services) -> tuple[str, tuple[Medication, ...]]:
    """("meant", the list); "unread" where the EHR does not let us read it, "unproven" where this caller may not."""
    if identity_of(state).patient is None:
        return "unproven", ()
    result = await services.ehr.list_medications(ehr_session(state))
    if isinstance(result, Medications):
        return "meant", result.medications
    return ("unproven" if result.code == "not_allowed" else "unread"), ()


async def read_answer(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """ "Actually I need the metformin", in answer to how much is left: another medicine is meant, and asked about."""
    task = current_task(state, Task)
    answer = task.slot("left") or ""
    _, listed = await read_list(state, runtime.context)
    now, before = medicines_meant(answer, listed).which, (task.slot("asked_about") or "").split()
    if not now or {each.id for each in now} <= set(before):
        return {"tasks": with_task(state, task.with_slot("left_read", "yes"))}
    another = task.without("left", "medicine", "picked", *LOOKED_UP)
    return {"tasks": with_task(state, another.with_slot("medicine_words", answer))}


def _meant_by(task: Task, listed: tuple[Medication, ...]) -> Meant:
    """From the last line that names a medicine, else from the name that understanding took from them."""
    picked = task.slot("picked")
    if picked:
        return Meant(which=tuple(each for each in listed if picked in ("all", each.id)))
    answer = task.slot("medicine_words")
    told = task.slot("medicine")
    for line in (*((answer,) if answer else ()), *reversed(task.words)):
        meant = medicines_meant(line, listed)
        if meant.which or meant.unlisted:
            return meant
    named = told or answer
    if not named or says("unsure", fold(named), "en") or says("unsure", fold(named), "es"):
        return Meant()
    meant = medicines_meant(named, listed)
    return meant if meant.which or meant.unlisted else Meant(unlisted=(named,))


async def look_at_facts(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """The pharmacy on file, and whether a visit is due that the patient can book now. Only a proven patient gets here."""
    task = current_task(state, Task)
    services = runtime.context
    session = ehr_session(state).model_copy(update={"role": "service"})
    read = await services.ehr.refill_facts(session)
    facts = read.facts if isinstance(read, RefillFactsRead) else RefillFacts()
    meant = (task.slot("medication") or "").split()
    known = [each for each in facts.prescriptions or () if each.id in meant]
    pharmacy = next((each.pharmacy for each in known if each.pharmacy), "")
    today = services.clock.now().astimezone(services.settings.zone).date()
    told = Told(medicines=tuple(Asked(prescription_id=each) for each in meant))
    advice = recommend(services.settings.refills, facts, told, today) if known else ()
    due = any(reason.rule == "visit_overdue" for each in advice for reason in each.reasons)
    slots = task.slots | {"visit": "overdue" if due and not facts.next_visit_on else "kept"}
    slots |= {"on_file": pharmacy} if pharmacy else {}
    return {"tasks": with_task(state, task.model_copy(update={"slots": slots}))}
