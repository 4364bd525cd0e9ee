"""The nodes that answer: facts first, then the clinic's documents, cited; never a guess, never advice."""

from langgraph.runtime import Runtime

from agents.answers.clinicians import answer_about_clinicians
from agents.answers.days import day_named
from agents.answers.languages import language_asked_in
from agents.answers.questions import Part, parts_of
from agents.answers.worded import answer_worded, cited, fact_worded
from agents.prompts import PromptOption, Saying
from agents.services import Services
from agents.state import ConversationState, Json, Update
from agents.talking import asking, saying
from clinic.settings.schema import ClinicSettings
from knowledge import Answer, Asked, Noted, Outcome, find_facts, sites_named, structured

TOLD = {"advice": "answers.advice", "unknown": "answers.unknown"}
OFFERED = {"advice": "answers.advice_pass_on", "unknown": "answers.unknown_pass_on"}


async def answer(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say what the clinic says to each question of this turn; what it does not say is offered to its staff."""
    questions = state.get("questions", [])
    before = next(iter(state.get("asked_before") or []), None)
    parts = [part for whole in questions for part in parts_of(whole, before)]
    update: Update = {"questions": [], "last_question": questions[-1] if questions else None, "noted": []}
    open_questions: list[tuple[str, Answer]] = []
    for number, part in enumerate(parts):
        now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
        question = part.whole
        said, outcome, found = await _answered(part, now, runtime.context)
        update |= saying(now, *said)
        update["noted"] = [*update["noted"], _noted(question, number, outcome, found, now, runtime.context)]
        if outcome in ("advice", "unknown"):
            open_questions.append((question, found or Answer(kind="unknown")))
    update["asked_before"] = [part.whole for part in parts[-1:]]
    if open_questions:
        now = {**state, **update}  # type: ignore[typeddict-item]
        update |= _for_people(now, open_questions, runtime.context.settings)
    return update


async def note(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Keep for staff what was asked: what found no answer, and documents that contradict each other. The only effect."""
    noted = tuple(Noted.model_validate(each) for each in state.get("noted") or [])
    if noted and runtime.context.knowledge:
        await runtime.context.knowledge.note(noted)
    return {"noted": []}


async def _answered(
    part: Part, state: ConversationState, services: Services
) -> tuple[list[Json], Outcome, Answer | None]:
    """What is said to one question, what became of it, and the library's answer where it was asked."""
    settings, question = services.settings, part.whole
    language = language_asked_in(part.own, state["language"], settings.languages)
    sites = sites_named(question, settings)
    day = day_named(part, state["language"], services)
    fact = structured(question, settings, day=day, language=language, sites=sites)
    if fact:
        return [fact_worded(fact, settings.name)], "fact", None
    if about := await answer_about_clinicians(question, day, state, services):
        return [about], "fact", None
    if services.knowledge is None:
        facts = find_facts(question, settings, language=language)
        return [fact_worded(each, settings.name) for each in facts], "fact" if facts else "unknown", None
    today = services.clock.now().astimezone(settings.zone).date()
    found = await services.knowledge.answer(Asked(question, today, language, sites))
    if found.kind == "answered" and found.quote:
        return [answer_worded(found, state, language, settings.name)], "answered", found
    return [], found.kind, found


def _for_people(
    state: ConversationState, open_questions: list[tuple[str, Answer]], settings: ClinicSettings
) -> Update:
    """What only people can answer: with nothing in hand it is offered to pass it on, else how to reach them is said."""
    advice = [(question, found) for question, found in open_questions if found.kind == "advice"]
    kind = "advice" if advice else "unknown"
    quote = next((found.quote for _, found in advice if found.quote), None)
    tasks = state.get("tasks") or []
    params = {
        "text": quote.text if quote else None,
        "title": quote.title if quote else None,
        "passed_on": bool(tasks) and tasks[-1]["kind"] == "message_care_team",
        "clinic_phone": settings.phone,
    }
    citations = (cited(quote, settings.name),) if quote else ()
    told = Saying(key=TOLD[kind], params=params, citations=citations).model_dump(mode="json")
    if tasks:
        return saying(state, told)
    question = " ".join(question for question, _ in advice or open_questions)
    before = (told,) if quote else ()
    return _offer_to_pass_on(state, question, OFFERED[kind], before)


def _offer_to_pass_on(state: ConversationState, question: str, key: str, before: tuple[Json, ...]) -> Update:
    prefix = f"q{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="pass_on", value=question),
        PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="confirmed", value="no"),
    )
    return asking(state, key, owner="reception", kind="confirm", options=options, before=before)


def _noted(
    question: str,
    number: int,
    outcome: Outcome,
    found: Answer | None,
    state: ConversationState,
    services: Services,
) -> Json:
    quote = found.quote if found else None
    contradiction = found.contradiction if found else None
    return Noted(
        key=f"{state['conversation_id']}.t{state['turn']['number']}.{number}",
        conversation_id=state["conversation_id"],
        question=question,
        language=state["language"],
        outcome=outcome,
        passage=quote.passage if quote else "",
        contradicts=contradiction.older if contradiction else "",
        at=services.clock.now(),
    ).model_dump(mode="json")
