"""The first node of a turn: the red-flag screen, and the one understanding step."""

from langgraph.runtime import Runtime

from agents.prompts import Prompt
from agents.services import Services
from agents.state import (
    ConversationState,
    Json,
    Update,
    current_prompt,
    has_task,
    identifies_caller,
    identity_of,
)
from agents.tasks import Task
from agents.understanding.commands import COMMANDS
from agents.understanding.context import Expectation, TurnContext
from clinic.errors import FrontdeskError
from clinic.red_flags import screen as screen_for_red_flags
from graph.heard import counted, heard_of_prompt
from graph.look_back import arrived
from graph.own_number import with_own_number
from graph.vocabulary import vocabulary


class UnknownOption(FrontdeskError):
    """An option id that the last prompt did not offer."""

    code = "unknown_option"
    status = 422


async def listen(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Clear what belongs to a single turn, screen for red flags before anything else, then understand the line.

    A sure red flag waits for no understanding: not for a model, not for anything.
    """
    flag = screen_for_red_flags(state["turn"].get("text") or "", state["language"])
    update: Update = {
        "red_flag": {"kind": flag.kind, "sure": flag.sure} if flag else None,
        "interpretation": None,
        "merged": False,
        "mended": None,
        "questions": [],
        "remarks": [],
        "said": [],
        "handed_over": [],
        "answers": [],
        "joins": None,
    }
    if state["turn"].get("arrives_from"):
        return update | arrived(state)
    if not (flag and flag.sure):
        update |= await understand(state, runtime.context)
    return update


async def understand(state: ConversationState, services: Services) -> Update:
    """Turn the line, or the option picked, into typed commands."""
    prompt = prompt_as_heard(state)
    before: Update = {"prompt": prompt.model_dump(mode="json")} if prompt and prompt.heard is not None else {}
    option_id = state["turn"].get("option_id")
    if option_id:
        told = picked(state, option_id)
        heard = as_heard(told, prompt)
        return before | {"interpretation": heard} | cut_short(told, heard)
    interpretation = await services.understanding.interpret(turn_context(state, services))
    commands = with_own_number(state, list(interpretation.commands))
    interpretation = interpretation.model_copy(update={"commands": tuple(commands)})
    told = interpretation.model_dump(mode="json")
    heard = as_heard(told, prompt)
    update = before | {"interpretation": heard} | cut_short(told, heard)
    spoken = interpretation.language
    # A Spanish name is no Spanish line: particulars alone never change the language.
    told_only = {command.command for command in interpretation.commands} <= {"set_slot", "unclear"}
    first_words = state["turn"]["number"] <= 2 and not told_only
    if first_words and spoken != state["language"] and spoken in services.settings.languages:
        update["language"] = spoken
    return update


def prompt_as_heard(state: ConversationState) -> Prompt | None:
    """The question that waits, with what a caller who spoke into it has heard of it."""
    prompt = current_prompt(state)
    messages = (state.get("outcome") or {}).get("messages") or []
    replies = [message.get("spoken") or "" for message in messages]
    return heard_of_prompt(prompt, replies, state["turn"].get("heard")) if prompt else None


def as_heard(interpretation: Json, prompt: Prompt | None) -> Json:
    """What was understood, without answers to what was not heard."""
    if prompt is None or prompt.heard is None:
        return interpretation
    commands = counted(COMMANDS.validate_python(interpretation["commands"]), prompt)
    return interpretation | {"commands": [command.model_dump(mode="json") for command in commands]}


def cut_short(before: Json, after: Json) -> Update:
    """Whether an answer came too early to count."""
    return {"cut_short": before["commands"] != after["commands"]}


def picked(state: ConversationState, option_id: str) -> Json:
    """The commands of a tapped option: no understanding needed."""
    prompt = current_prompt(state)
    ids = [option.id for option in prompt.options] if prompt else []
    if option_id not in ids:
        raise UnknownOption(
            "That option is not on offer any more. Send one of the option ids of the last message, or plain text."
        )
    return {
        "commands": [{"command": "choose", "index": ids.index(option_id)}],
        "confidence": 1.0,
        "by": "local",
        "ms": 0.0,
        "model_calls": 0,
        "degraded": False,
        "language": state["language"],
    }


def turn_context(state: ConversationState, services: Services) -> TurnContext:
    """All that understanding may see of the conversation."""
    prompt = current_prompt(state)
    expects = Expectation()
    if prompt:
        # Three answers to a confirmation are picked like any options; a plain yes or no is understood all the same.
        kind = "choose" if len(prompt.options) > 2 else prompt.kind
        of = "caller" if prompt.owner == "identity" and identifies_caller(state) else "patient"
        expects = Expectation.model_validate(
            {"kind": kind, "slot": prompt.slot, "options": prompt.labels, "of": of}
        )
    task = Task.model_validate(state["tasks"][-1]) if has_task(state) else None
    language = state["language"]
    messages = (state.get("outcome") or {}).get("messages") or []
    return TurnContext.model_validate(
        {
            "utterance": state["turn"]["text"],
            "now": services.clock.now().astimezone(services.settings.zone),
            "previous": messages[-1]["text"] if messages else None,
            "expects": expects,
            "language": language,
            "channel": state["channel"],
            "active_task": task.kind if task else None,
            "filled": (task.slots if task else {}) | _told_of_the_person(state, prompt),
            "vocabulary": vocabulary(services.settings, services.directory, language),
        }
    )


def _told_of_the_person(state: ConversationState, prompt: Prompt | None) -> dict[str, str]:
    """Particulars told so far, while one is asked for or they are read back: "no, 0124 at the end"."""
    if prompt is None or prompt.owner != "identity":
        return {}
    told = identity_of(state).model_dump(include={"first_name", "last_name", "birth_date", "phone"})
    return {name: value for name, value in told.items() if value}
