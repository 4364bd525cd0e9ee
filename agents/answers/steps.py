"""The node that answers: facts as the clinic words them, never a guess, never advice."""

import re
from datetime import date
from typing import Literal

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, Saying, say
from agents.services import Services
from agents.state import ConversationState, Json, Update
from agents.talking import asking, saying
from agents.understanding.parsing.dates import find_dates
from knowledge import FactFound, HoursOn, PlanAnswer, find_answers

GOES_ON = re.compile(r"\s*(?:and|y|e)\b", re.IGNORECASE)
"""A part of a question that goes on from the one before ("and on Wednesday?")."""


async def answer(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say what the clinic's facts say to each question of this turn."""
    settings = runtime.context.settings
    questions = state.get("questions", [])
    update: Update = {"questions": [], "last_question": questions[-1] if questions else None}
    for question in (part for whole in questions for part in parts_of(whole)):
        now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
        day = _day_named(question, state, runtime)
        found = find_answers(question, settings, day=day, language=state["language"])
        if found:
            update |= saying(now, *(_worded(each, settings.name) for each in found))
        elif state.get("tasks"):
            update |= saying(now, say("answers.unknown"))
        else:
            update |= _offer_to_pass_on(now, question)
    return update


def parts_of(question: str) -> list[str]:
    """ "Are you open now? And on Wednesday?": each part by itself, the later ones with what the first one was about."""
    parts = [part.strip() for part in re.split(r"(?<=\?)\s+(?=\S)", question) if len(part.split()) > 1]
    if len(parts) < 2:
        return [question]
    return [parts[0], *(f"{part} {parts[0]}" if GOES_ON.match(part) else part for part in parts[1:])]


def _worded(found: FactFound | HoursOn | PlanAnswer, clinic: str) -> Json:
    """In words, with what the clinic itself says as the source."""
    match found:
        case FactFound(title=title, text=text):
            cited = ({"title": title, "source": clinic, "quote": text},)
            return Saying(key="answers.fact", params={"text": text}, citations=cited).model_dump(mode="json")
        case PlanAnswer(plan=plan):
            cited = ({"title": "Insurance", "source": clinic, "quote": plan},)
            return Saying(key="answers.plan_taken", params={"plan": plan}, citations=cited).model_dump(
                mode="json"
            )
        case HoursOn():
            cited = ({"title": "Hours", "source": clinic, "quote": found.day},)
            params = found.model_dump(mode="json")
            return Saying(key="answers.hours_on", params=params, citations=cited).model_dump(mode="json")


def _day_named(question: str, state: ConversationState, runtime: Runtime[Services]) -> date | None:
    """The first single day that the question names, by the clinic's calendar."""
    today = runtime.context.clock.now().astimezone(runtime.context.settings.zone).date()
    locale: Literal["en", "es"] = "es" if state["language"] == "es" else "en"
    days = [
        found.value for found in find_dates(question, today, locale) if found.value and "/" not in found.value
    ]
    return date.fromisoformat(days[0]) if days else None


def _offer_to_pass_on(state: ConversationState, question: str) -> Update:
    prefix = f"q{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="pass_on", value=question),
        PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="confirmed", value="no"),
    )
    return asking(state, "answers.unknown_pass_on", owner="reception", kind="confirm", options=options)
