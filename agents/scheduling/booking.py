"""The nodes that lead to a new time: ask, search, offer, read back, book or move."""

from datetime import datetime, timedelta
from typing import Any

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say, yes_no
from agents.scheduling.slots import Search, search_for, visit_type_of
from agents.scheduling.telling import told_offer, told_together, told_visit, visit_name
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session, identity_of, with_task
from agents.talking import asking, done, hand_to_staff, saying
from agents.tasks import Task
from clinic.settings.schema import ClinicSettings
from tools.ehr.results import Booked, Moved, Offers, Refused

RELAXABLE = ("time", "date", "clinician", "site")
"""Wishes that are dropped, one after the other, when no time fits them all; each time the patient is told so."""


async def ask_visit_type(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Ask what the visit is for, with what this patient can book as options."""
    services = runtime.context
    patient = identity_of(state).patient
    closed_to = "new" if patient is None or patient.established else "established"
    open_types = [
        key
        for key in services.directory.visit_types
        if services.settings.visit_types[key].patients != closed_to
    ]
    options = tuple(
        PromptOption(
            id=f"v{state['turn']['number']}-{index}",
            label_key="scheduling.visit_type_label",
            params={"what": visit_name(key, services.settings, state["language"])},
            slot="visit_type",
            value=key,
        )
        for index, key in enumerate(open_types)
    )
    task = current_task(state, Task)
    return asking(
        state, "scheduling.ask_visit_type", owner="task", kind="choose", slot="visit_type",
        options=options, reason=task.slot("reason"),
    )  # fmt: skip


async def ask_new_time(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Ask when the visit should be instead."""
    visit = current_task(state, Task).appointment()
    told = told_visit(visit, runtime.context.settings, state["language"]) if visit else None
    return asking(state, "scheduling.ask_new_time", owner="task", slot="date", visit=told)


async def _search(
    state: ConversationState, services: Services, search: Search, after: str | None
) -> Offers | Refused:
    return await services.ehr.find_slots(
        ehr_session(state),
        **search.model_dump(),
        after=datetime.fromisoformat(after) if after else None,
        limit=services.settings.scheduling.offers,
    )


async def find_slots(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Look for times that fit; when none does, for the nearest, saying which wish had to give way."""
    task = current_task(state, Task)
    services = runtime.context
    now = services.clock.now()
    search = search_for(task, services.settings, now)
    if search.date_from > search.date_to:
        past = search.date_to < now.astimezone(services.settings.zone).date()
        key = "scheduling.date_past" if past else "scheduling.date_too_far"
        cleared = task.without("date", "offer", "confirmed")
        return {"tasks": with_task(state, cleared)} | saying(
            state, say(key, horizon=services.settings.scheduling.horizon.days)
        )
    result = await _search(state, services, search, task.more_after)
    relaxed: tuple[str, ...] = ()
    if isinstance(result, Offers) and not result.offers and not task.more_after:
        result, relaxed = await _nearest(state, services, task, result)
    if isinstance(result, Refused):
        return refused(state, runtime, result)
    if not result.offers:
        return _none_left(state, task)
    found = task.model_copy(update={"offers": result.offers, "relaxed": relaxed})
    return {"tasks": with_task(state, exactly_asked_for(found, services.settings))}


def exactly_asked_for(task: Task, settings: ClinicSettings) -> Task:
    """ "Friday at nine" and there is Friday at nine: that one is read back, without a list to choose from."""
    day, time = task.slot("date") or "", task.slot("time") or ""
    if "/" in day or "/" in time or "any" in (day, time) or not day or not time or task.relaxed:
        return task
    wanted = f"{day} {time}"
    starts = {
        offer.slot_id: f"{offer.start.astimezone(settings.zone):%Y-%m-%d %H:%M}" for offer in task.offers
    }
    exact = [slot_id for slot_id, start in starts.items() if start == wanted]
    return task.with_slot("offer", exact[0]) if len(exact) == 1 else task


async def _nearest(
    state: ConversationState, services: Services, task: Task, empty: Offers
) -> tuple[Offers | Refused, tuple[str, ...]]:
    """Drop wishes until something fits: first another day, then another time of day, then another clinician."""
    now = services.clock.now()
    if empty.next_day_with_times and task.slot("date"):
        search = search_for(task, services.settings, now)
        span = search.date_to - search.date_from
        moved = search.model_copy(
            update={"date_from": empty.next_day_with_times, "date_to": empty.next_day_with_times + span}
        )
        result = await _search(state, services, moved, None)
        if isinstance(result, Refused) or result.offers:
            return result, ("date",)
    dropped: list[str] = []
    result = empty
    for wish in RELAXABLE:
        if wish == "clinician" and task.appointment() is None and not task.slot("clinician"):
            continue
        if wish != "clinician" and not task.slot(wish):
            continue
        dropped.append(wish)
        search = search_for(task, services.settings, now, without=tuple(dropped))
        found = await _search(state, services, search, None)
        if isinstance(found, Refused) or found.offers:
            return found, tuple(dropped)
    return result, tuple(dropped)


def _none_left(state: ConversationState, task: Task) -> Update:
    """Nothing (more) is free: begin again from the first times, or hand over."""
    if task.more_after:
        first_again = task.model_copy(update={"more_after": None, "offers": ()})
        return {"tasks": with_task(state, first_again)} | saying(state, say("scheduling.no_more"))
    return hand_to_staff(state, reason="no free time in the booking horizon", kind="out_of_policy") | done(
        state, say("scheduling.nothing_free")
    )


def refused(state: ConversationState, runtime: Runtime[Services], refusal: Refused) -> Update:
    """A rule forbids it. A new patient is led to the visit that is meant for new patients; else staff decide."""
    task = current_task(state, Task)
    settings = runtime.context.settings
    patient = identity_of(state).patient
    is_new = patient is not None and not patient.established
    first = next((key for key, kind in settings.visit_types.items() if kind.patients == "new"), None)
    if refusal.code == "not_bookable" and is_new and first and visit_type_of(task, settings) != first:
        name = visit_name(first, settings, state["language"])
        return {"tasks": with_task(state, task.with_slot("visit_type", first))} | saying(
            state, say("scheduling.new_patient_visit_first", what=name)
        )
    if refusal.code == "not_bookable" and task.slot("visit_type") == first and task.kind == "book":
        cleared = task.without("visit_type", "offer", "confirmed").model_copy(update={"offers": ()})
        return {"tasks": with_task(state, cleared)} | saying(state, say("scheduling.already_established"))
    key = "scheduling.unavailable" if refusal.code == "ehr_unavailable" else "scheduling.passed_on"
    reason = f"{refusal.code} {refusal.detail}".strip()
    return hand_to_staff(state, reason=reason, kind="out_of_policy") | done(state, say(key))


async def offer_slots(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Offer the times found, as options."""
    task = current_task(state, Task)
    settings = runtime.context.settings
    options = tuple(
        PromptOption(
            id=f"s{state['turn']['number']}-{index}",
            label_key="scheduling.offer_label",
            params=told_offer(offer),
            slot="offer",
            value=offer.slot_id,
        )
        for index, offer in enumerate(task.offers)
    )
    before = (
        (say("scheduling.relaxed", wishes=list(task.relaxed), **_wishes(state, runtime)),)
        if task.relaxed
        else ()
    )
    return asking(
        state, "scheduling.more_offers" if task.more_after else "scheduling.offers",
        owner="task", kind="choose", slot="offer", options=options, before=before,
        what=visit_name(visit_type_of(task, settings), settings, state["language"]),
        offers=[told_offer(offer) for offer in task.offers],
        groups=told_together(task.offers, settings.zone),
    )  # fmt: skip


def _wishes(state: ConversationState, runtime: Runtime[Services]) -> dict[str, Any]:
    """The wishes that gave way, as facts for the words."""
    task = current_task(state, Task)
    clinicians = {clinician.id: clinician.name for clinician in runtime.context.directory.clinicians}
    visit = task.appointment()
    wanted = task.slot("clinician") or (visit.clinician_id if visit else None)
    day = task.slot("date")
    return {
        "day": day if day and day != "any" and "/" not in day else None,
        "clinician": clinicians.get(wanted or ""),
    }


async def read_back(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say every value that will be written, and wait for a yes."""
    task = current_task(state, Task)
    settings = runtime.context.settings
    offer = task.chosen()
    assert offer is not None
    visit = task.appointment()
    return asking(
        state, "scheduling.confirm_move" if visit else "scheduling.confirm_booking",
        owner="task", kind="confirm", options=yes_no(f"b{state['turn']['number']}"),
        what=visit_name(offer.visit_type, settings, state["language"]),
        patient=identity_of(state).spoken_name(),
        visit=told_visit(visit, settings, state["language"]) if visit else None,
        **told_offer(offer),
    )  # fmt: skip


async def ask_change(state: ConversationState) -> Update:
    """The read-back was refused: nothing is written; ask what should be different."""
    task = current_task(state, Task)
    cleared = task.without("offer", "confirmed").model_copy(update={"offers": task.offers})
    return {"tasks": with_task(state, cleared)} | asking(
        state, "scheduling.ask_change", owner="task", slot="date", kind_of_task=task.kind
    )


async def book(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Write the time that the patient affirmed. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    offer = task.chosen()
    assert offer is not None
    result = await runtime.context.ehr.book_appointment(
        ehr_session(state), slot_id=offer.slot_id, reason=task.slot("reason") or "", idempotency_key=task.id
    )
    match result:
        case Booked(appointment=appointment):
            settings = runtime.context.settings
            told = told_visit(appointment, settings, state["language"])
            kind = settings.visit_types.get(appointment.visit_type)
            bring = (kind.bring.get(state["language"]) or kind.bring.get("en")) if kind else None
            return done(state, say("scheduling.booked", visit=told, bring=bring)) | {
                "last_visit": appointment.id
            }
        case Refused() as refusal:
            return _lost(state, runtime, refusal)
    return hand_to_staff(state, reason="answer lost", kind="out_of_policy") | done(
        state, say("scheduling.not_sure_yet")
    )


async def move(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Move the visit to the time that the patient affirmed. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    offer, visit = task.chosen(), task.appointment()
    assert offer is not None
    assert visit is not None
    result = await runtime.context.ehr.reschedule_appointment(
        ehr_session(state), appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key=task.id
    )
    match result:
        case Moved(appointment=appointment):
            told = told_visit(appointment, runtime.context.settings, state["language"])
            return done(state, say("scheduling.moved", visit=told)) | {"last_visit": appointment.id}
        case Refused(code="too_late"):
            return hand_to_staff(state, reason="too_late", kind="out_of_policy") | done(
                state, say("scheduling.too_late")
            )
        case Refused() as refusal:
            return _lost(state, runtime, refusal)
    return hand_to_staff(state, reason="answer lost", kind="out_of_policy") | done(
        state, say("scheduling.not_sure_yet")
    )


def _lost(state: ConversationState, runtime: Runtime[Services], refusal: Refused) -> Update:
    """The time is gone or may not be booked: offer others where that helps, else hand over."""
    task = current_task(state, Task)
    if refusal.code in ("slot_taken", "not_offered"):
        again = task.without("offer", "confirmed").model_copy(update={"offers": (), "more_after": None})
        return {"tasks": with_task(state, again)} | saying(state, say("scheduling.just_taken"))
    return refused(state, runtime, refusal)


def next_page(task: Task) -> Task:
    """The task asking for other times than those offered."""
    if not task.offers:
        return task
    last = max(offer.start for offer in task.offers)
    return task.without("offer", "confirmed").model_copy(
        update={"offers": (), "more_after": (last + timedelta(seconds=0)).isoformat()}
    )
