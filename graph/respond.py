"""The last node of a turn: what was said becomes words in the patient's language, and the turn's outcome."""

from typing import Any

from langgraph.runtime import Runtime

from agents.prompts import Prompt, Saying, question_of
from agents.reception.steps import greeting
from agents.services import Services
from agents.spoken import MOST_COUNTED, briefly, counted
from agents.state import ConversationState, Json, Update, identity_of
from agents.wording import SPOKEN, Catalog
from graph.asking import asks_the_same, before_question, times_again, variant_of, worded_as
from graph.deeds import deeds_of
from graph.turns import Citation, HandedOver, Option, Outgoing, StaffAnswer, TurnOutcome

ENDS_BY_ITSELF = frozenset(
    {
        "reception.hello",
        "repair.help",
        "repair.verbatim",
        "repair.rests",
        "repair.still_there",
        "repair.hangs_up",
        "repair.take_your_time",
        "repair.child",
        "reception.goodbye",
        "reception.nothing_else",
        "reception.welcome",
        "reception.default_greeting",
        "repair.going_round",
    }
)
"""Words after which "is there anything else?" would be odd."""


async def greet(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """The conversation opens: say who is speaking."""
    return {"said": [greeting(state, runtime)], "handed_over": [], "prompt": None}


async def respond(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Render what was said, tell the channel, and keep the outcome until the next turn is done."""
    catalog, language = runtime.context.catalog, state["language"]
    sayings = [Saying.model_validate(said) for said in state.get("said", [])]
    sayings = [*acknowledgement(state, sayings), *sayings, *closing_question(state, sayings)]
    variant = variant_of(state, catalog)
    if sayings and state.get("prompt"):
        sayings[-1:-1] = before_question(state, variant, catalog)
    put = {"voice": spoken, "sms": texted}.get(channel_of(state), rendered)
    messages = [put(saying, catalog, language, variant) for saying in sayings]
    messages = messages if state.get("pace") == "slow" else joined(messages)
    if runtime.context.on_message:
        for message in messages:
            runtime.context.on_message(message)
    prompt = prompt_as_said(state, messages, catalog)
    outcome = outcome_of(state, tuple(messages), prompt)
    return {
        "outcome": outcome.model_dump(mode="json"),
        "prompt": prompt.model_dump(mode="json") if prompt else None,
        "asked_in_a_row": times_again(state),
        "put_as": variant,
        "said": [],
        "remarks": [],
        "handed_over": [],
        "answers": [],
        "interpretation": None,
        "transfer": False,
        "cut_short": False,
    }


def acknowledgement(state: ConversationState, sayings: list[Saying]) -> list[Saying]:
    """The patient told something, and the same question comes again with the same options: say that it was heard.

    Or the answer came before the question was said: say that, too.
    """
    if state.get("cut_short") and state.get("prompt"):
        return [Saying(key="reception.not_finished")]
    heard = state.get("moved_on") and asks_the_same(state) and len(sayings) == 1
    return [Saying(key="reception.noted")] if heard else []


def closing_question(state: ConversationState, sayings: list[Saying]) -> list[Saying]:
    """Nothing is in hand and nothing asked: ask what else there is, or say hello when nothing was said at all."""
    if (
        state.get("prompt")
        or state.get("tasks")
        or state.get("status") == "closed"
        or not state["turn"]["number"]
    ):
        return []
    if not sayings:
        name = identity_of(state).spoken_name()
        commands = (state.get("interpretation") or {}).get("commands") or []
        if name and any(command.get("slot") in ("first_name", "last_name") for command in commands):
            return [Saying(kind="ask", key="reception.hello_name", params={"name": name})]
        return [Saying(kind="ask", key="reception.hello")]
    last = sayings[-1]
    if last.kind in ("ask", "confirm", "choose", "emergency") or last.key in ENDS_BY_ITSELF:
        return []
    return [Saying(kind="ask", key="reception.anything_else")]


def rendered(saying: Saying, catalog: Catalog, language: str, variant: str) -> Outgoing:
    """One saying in words; a question is put as `variant` says where the catalog has it so."""
    key = saying.key if saying.kind == "say" else worded_as(saying.key, variant, catalog)
    return Outgoing(
        kind=saying.kind,
        text=catalog.render(key, language, **saying.params),
        options=tuple(
            Option(id=option.id, label=catalog.render(option.label_key, language, **option.params))
            for option in saying.options
        ),
        citations=tuple(Citation.model_validate(cited) for cited in saying.citations),
    )


def channel_of(state: ConversationState) -> str:
    """By which this turn's words go out."""
    return state["turn"].get("channel") or state["channel"]


def texted(saying: Saying, catalog: Catalog, language: str, variant: str) -> Outgoing:
    """One saying for a text message: its options stand below, so the words need not tell them (a twin "<key>_sms")."""
    written = rendered(saying, catalog, language, variant)
    key = saying.key if saying.kind == "say" else worded_as(saying.key, variant, catalog)
    if not catalog.has(f"{key}_sms"):
        return written
    return written.model_copy(update={"text": catalog.render(f"{key}_sms", language, **saying.params)})


def spoken(saying: Saying, catalog: Catalog, language: str, variant: str) -> Outgoing:
    """One saying in words, and as a voice says it. Few options are read out, so that one can say "the second"."""
    written = rendered(saying, catalog, language, variant)
    key = saying.key if saying.kind == "say" else worded_as(saying.key, variant, catalog)
    labels = spoken_labels(saying, catalog, language)
    reads_out = saying.kind == "choose" and len(labels) <= MOST_COUNTED
    words = catalog.speak(key, language, **saying.params, labels=labels)
    if reads_out and not catalog.has(f"{key}_{SPOKEN}"):
        words = f"{words} {counted(labels, language)}"
    return written.model_copy(update={"spoken": words, "language": language})


def spoken_labels(saying: Saying, catalog: Catalog, language: str) -> list[str]:
    labels = [catalog.speak(option.label_key, language, **option.params) for option in saying.options]
    return briefly(labels, language)


def joined(messages: list[Outgoing]) -> list[Outgoing]:
    """Plain statements in a row become one message: fewer bubbles, fewer SMS segments."""
    result: list[Outgoing] = []
    for message in messages:
        before = result[-1] if result else None
        plain = message.kind == "say" and not message.options
        if before and plain and before.kind == "say":
            result[-1] = before.model_copy(
                update={
                    "text": f"{before.text} {message.text}",
                    "spoken": f"{before.spoken} {message.spoken}".strip(),
                    "citations": before.citations + message.citations,
                }
            )
        else:
            result.append(message)
    return result


def prompt_as_said(state: ConversationState, messages: list[Outgoing], catalog: Catalog) -> Prompt | None:
    """The prompt with its words and labels, for the next turn's understanding."""
    if not state.get("prompt") or not messages:
        return None
    prompt = Prompt.model_validate(state["prompt"])
    if prompt.text:
        return prompt  # it was said in an earlier turn and still stands
    labels = tuple(option.label for option in messages[-1].options)
    said: Json = {"text": messages[-1].text, "labels": labels}
    if messages[-1].spoken:
        read_out = spoken_labels(Saying.model_validate(question_of(prompt)), catalog, state["language"])
        said |= {"spoken": messages[-1].spoken, "spoken_labels": tuple(read_out)}
    return prompt.model_copy(update=said)


def outcome_of(
    state: ConversationState, messages: tuple[Outgoing, ...], prompt: Prompt | None
) -> TurnOutcome:
    """The TurnOutcome that channels and records get."""
    interpretation: dict[str, Any] = state.get("interpretation") or {}
    identity = identity_of(state)
    tasks: list[Json] = state.get("tasks") or []
    waiting = (
        {"confirm": "confirmation", "choose": "choice"}.get(prompt.kind, prompt.slot) if prompt else None
    )
    return TurnOutcome.model_validate(
        {
            "turn_id": state["turn"]["id"],
            "number": state["turn"]["number"],
            "messages": messages,
            "status": state.get("status", "open"),
            "active_task": tasks[-1]["kind"] if tasks else None,
            "waiting_for": waiting,
            "handed_over": tuple(HandedOver.model_validate(each) for each in state.get("handed_over", [])),
            "joins": state.get("joins"),
            "answers": tuple(StaffAnswer.model_validate(each) for each in state.get("answers") or []),
            "transfer": bool(state.get("transfer")),
            "deeds": deeds_of(state),
            "language": state["language"],
            "model_calls": interpretation.get("model_calls", 0),
            "understood_by": interpretation.get("by", ""),
            "understood_why": interpretation.get("why", ""),
            "degraded": interpretation.get("degraded", False),
            "patient_id": identity.patient.id if identity.patient else None,
            "assurance": identity.assurance,
            "commands": tuple(command["command"] for command in interpretation.get("commands") or []),
        }
    )
