"""How answers are put: which words of the catalog carry a fact or a quote, with its citation."""

from agents.prompts import Saying
from agents.state import ConversationState, Json
from knowledge import Answer, FactFound, HoursOn, PlanAnswer, Quote, Structured, WeekHours, spoken

BY_EAR = ("voice",)
"""Channels on which an answer is heard: short, without addresses of pages."""
FROM_CLINIC = "clinic.yaml"


def fact_worded(fact: Structured | FactFound, clinic: str) -> Json:
    """With what the clinic itself says as the source."""
    match fact:
        case FactFound(title=title, text=text):
            return _saying("answers.fact", {"text": text}, _cited(title, clinic, text))
        case PlanAnswer(plan=plan):
            return _saying("answers.plan_taken", {"plan": plan}, _cited("Insurance", clinic, plan))
        case HoursOn(day=day):
            return _saying("answers.hours_on", fact.model_dump(mode="json"), _cited("Hours", clinic, day))
        case WeekHours():
            return _saying("answers.week_hours", fact.model_dump(mode="json"), _cited("Hours", clinic, ""))


def answer_worded(answer: Answer, state: ConversationState, language: str, clinic: str) -> Json:
    """A quote, framed where it is in another language than the question, or something was taken for granted."""
    by_ear = state.get("channel") in BY_EAR
    quote = answer.quotes[0]
    params = {
        "text": spoken(quote) if by_ear else answer.text,
        "title": quote.title,
        "foreign": quote.language != language,
        "written_in": quote.language,
        "not_confirmed": answer.takes_for_granted,
        "to_care_team": answer.to_care_team,
    }
    citations = tuple(cited(each, clinic) for each in answer.quotes)
    return Saying(key="answers.quoted", params=params, citations=citations).model_dump(mode="json")


def cited(quote: Quote, clinic: str) -> dict[str, str]:
    """The source is a path of this service that opens at the place; the clinic's name for what clinic.yaml says."""
    source = clinic if quote.source == FROM_CLINIC else f"/knowledge/{quote.document}#{quote.anchor}"
    return _cited(quote.title, source, quote.text)


def _saying(key: str, params: Json, citation: dict[str, str]) -> Json:
    return Saying(key=key, params=params, citations=(citation,)).model_dump(mode="json")


def _cited(title: str, source: str, quote: str) -> dict[str, str]:
    return {"title": title, "source": source, "quote": quote}
