"""The place in a list told before ("cancel the second one"): of the visits, or of the offers at their read-back."""

from agents.understanding.commands import Choose
from agents.understanding.parsing.choices import by_position
from agents.understanding.words import Locale
from graph.merge.draft import Draft


def choose_by_place(draft: Draft) -> None:
    """What the line's words for a place pick, unless an option was chosen."""
    if any(isinstance(command, Choose) for command in draft.commands):
        return
    told = draft.state.get("told_visits") or []
    if told and draft.stack.taken_up:
        place = place_of(len(told), draft)
        if place is not None:
            choose_told_visit(place, draft)
    choose_other_offer(draft)


def choose_told_visit(index: int, draft: Draft) -> None:
    """ "Cancel the second one", after the visits were told: the one at that place of the list; -1 is the last."""
    told = draft.state.get("told_visits") or []
    task = draft.stack.current()
    if told and task and task.kind in ("cancel_appointment", "reschedule") and -1 <= index < len(told):
        draft.stack.replace(task.with_slot("appointment", told[index]))


def choose_other_offer(draft: Draft) -> None:
    """ "No sorry, the first one" at a read-back is neither a yes nor a plain no: the other time is read back."""
    task = draft.stack.current()
    at_read_back = draft.prompt and draft.prompt.kind == "confirm" and draft.prompt.owner == "task"
    if not (at_read_back and task and len(task.offers) > 1) or draft.changed_search:
        return
    place = place_of(len(task.offers), draft)
    if place is not None and place >= 0 and task.offers[place].slot_id != task.slot("offer"):
        draft.stack.replace(task.with_slot("offer", task.offers[place].slot_id))
        draft.changed_search = True


def place_of(count: int, draft: Draft) -> int | None:
    """The index that the line tells as a place in a list of `count`; None when it tells none."""
    locale: Locale = "es" if draft.state.get("language") == "es" else "en"
    return by_position(draft.line, locale, count)
