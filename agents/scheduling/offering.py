"""The nodes that lead to a choice of times: ask what is missing, search, give way where nothing fits, offer."""

from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say
from agents.scheduling.coverage import settle_insurance
from agents.scheduling.refusals import refused
from agents.scheduling.slots import Search, search_for, visit_type_of
from agents.scheduling.telling import told_offer, told_together, told_visit, visit_name
from agents.services import Services
from agents.state import ConversationState, Json, Update, current_task, ehr_session, identity_of, with_task
from agents.talking import asking, done, hand_to_staff, saying
from agents.tasks import Task
from clinic.hours import holiday_on, opening_periods
from clinic.settings.schema import ClinicSettings
from tools.ehr.results import Offers, Refused

RELAXABLE = ("time", "date", "clinician", "site", "language")
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
        options=options, reason=task.slot("reason"), kind_of_task=task.kind,
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


def on_its_own_day(task: Task, settings: ClinicSettings) -> Task:
    """ "Move Friday's visit to the afternoon" means Friday afternoon: a time alone keeps the day."""
    visit = task.appointment()
    if visit is None or task.slot("date") or task.slot("time") in (None, "any"):
        return task
    return task.with_slot("date", visit.start.astimezone(settings.zone).date().isoformat())


async def find_slots(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Look for times that fit; when none does, for the nearest, saying which wish had to give way."""
    services = runtime.context
    insured = await settle_insurance(state, runtime, current_task(state, Task))
    if not isinstance(insured, Task):
        return insured
    task = on_its_own_day(insured, services.settings)
    now = services.clock.now()
    wishes = [(each, search_for(each, services.settings, now)) for each in task.alternatives()]
    possible = [(each, search) for each, search in wishes if search.date_from <= search.date_to]
    if not possible:
        past = wishes[0][1].date_to < now.astimezone(services.settings.zone).date()
        key = "scheduling.date_past" if past else "scheduling.date_too_far"
        cleared = task.without("date", "offer", "confirmed")
        return {"tasks": with_task(state, cleared)} | saying(
            state, say(key, horizon=services.settings.scheduling.horizon.days)
        )
    found_for = [await _search(state, services, search, task.more_after) for _, search in possible]
    result = any_of(found_for, services.settings.scheduling.offers)
    relaxed: tuple[str, ...] = ()
    if isinstance(result, Offers) and not result.offers and not task.more_after:
        result, relaxed = await _nearest(state, services, possible[0][0], result)
    if isinstance(result, Refused):
        return refused(state, runtime, result)
    if not result.offers:
        return _none_left(state, task)
    found = task.model_copy(update={"offers": result.offers, "relaxed": (*relaxed, *result.unmet)})
    return {"tasks": with_task(state, exactly_asked_for(found, services.settings))}


def any_of(results: list[Offers | Refused], limit: int) -> Offers | Refused:
    """What was found for several wishes of which any will do: some of each, in the order of time."""
    found = [result for result in results if isinstance(result, Offers)]
    if len(results) == 1 or not found:
        return results[0]
    in_turn = [offer for row in zip_longest(*(each.offers for each in found)) for offer in row if offer]
    kept = {offer.slot_id: offer for offer in in_turn}
    some = sorted(list(kept.values())[:limit], key=lambda offer: offer.start)
    return found[0].model_copy(update={"offers": tuple(some)})


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
    shown = {option["value"] for option in (state.get("prompt_before") or {}).get("options", [])}
    is_new = shown != {offer.slot_id for offer in task.offers}  # why it is these times is said once
    before = _why_these(state, runtime) if is_new else ()
    return asking(
        state, "scheduling.more_offers" if task.more_after else "scheduling.offers",
        owner="task", kind="choose", slot="offer", options=options, before=before,
        what=visit_name(visit_type_of(task, settings), settings, state["language"]),
        offers=[told_offer(offer) for offer in task.offers],
        groups=told_together(task.offers, settings.zone),
    )  # fmt: skip


def _why_these(state: ConversationState, runtime: Runtime[Services]) -> tuple[Json, ...]:
    """Which wishes gave way; and that the clinicians speak the language that was wished for, where they do."""
    task = current_task(state, Task)
    if task.relaxed:
        return (say("scheduling.relaxed", wishes=list(task.relaxed), **_wishes(state, runtime)),)
    language = task.slot("language")
    return (say("scheduling.speaks", spoken=language),) if language else ()


def _wishes(state: ConversationState, runtime: Runtime[Services]) -> dict[str, Any]:
    """The wishes that gave way, as facts for the words."""
    task = current_task(state, Task)
    clinicians = {clinician.id: clinician.name for clinician in runtime.context.directory.clinicians}
    visit = task.appointment()
    wanted = task.slot("clinician") or (visit.clinician_id if visit else None)
    day = task.slot("date")
    day = day if day and len(day) == len("2026-03-05") else None
    closed, holiday = closed_on(day, runtime.context.settings, state["language"])
    return {
        "day": day,
        "clinician": clinicians.get(wanted or ""),
        "spoken": task.slot("language"),
        "plan": task.slot("insurance"),
        "closed": closed,
        "holiday": holiday,
    }


def closed_on(day: str | None, settings: ClinicSettings, language: str) -> tuple[bool, str | None]:
    """Whether every site is closed on an ISO date by the clinic's calendar, and the holiday's name if it is one."""
    if day is None:
        return False, None
    on = date.fromisoformat(day)
    holiday = holiday_on(settings, on)
    name = (holiday.name.get(language) or holiday.name.get("en")) if holiday else None
    return not any(opening_periods(settings, site, on) for site in settings.sites), name


def next_page(task: Task) -> Task:
    """The task asking for other times than those offered."""
    if not task.offers:
        return task
    last = max(offer.start for offer in task.offers)
    return task.without("offer", "confirmed").model_copy(
        update={"offers": (), "more_after": last.isoformat()}
    )
