"""The repair patterns in one table: the remark that a turn left, and what is done about it.

A remark is made where a turn's commands are taken in (graph/merge). Correction, cancellation, skipping and refusing
a proposal need no words of repair, so they end there; docs/qa/repair.md lists all patterns with their places.
The kinds follow the repair patterns of Rasa CALM (pattern_* flows), in our words and with our own rules.
"""

from collections.abc import Callable
from dataclasses import dataclass

from langgraph.runtime import Runtime

from agents.repair import cannot_handle, meanwhile, recall, silence, who_speaks
from agents.repair.cannot_handle import words
from agents.repair.start_over import start_over
from agents.services import Services
from agents.state import ConversationState, Update

PATIENCE = 3
"""Misses in a row before a person takes over: first rephrased, then options or examples, then a person."""
Reaction = Callable[[ConversationState, Services], Update]


@dataclass(frozen=True)
class Pattern:
    """What is said and done about a remark; `is_miss` tells that the conversation got no further by it."""

    react: Reaction
    is_miss: bool = True


PATTERNS: dict[str, Pattern] = {
    # cannot handle, with its reason
    "unclear": Pattern(cannot_handle.not_understood),
    "unsure": Pattern(cannot_handle.unsure),
    "noise": Pattern(words("repair.not_heard")),
    "contradiction": Pattern(words("repair.contradiction")),
    "misunderstood": Pattern(cannot_handle.misunderstood),
    "impossible_date": Pattern(words("repair.impossible_date")),
    "which_one": Pattern(words("repair.which_one")),
    # said again
    "already_told": Pattern(recall.already_told),
    "repeat": Pattern(recall.repeat, is_miss=False),
    "slower": Pattern(recall.slower, is_miss=False),
    "faster": Pattern(recall.faster, is_miss=False),
    "louder": Pattern(recall.repeat, is_miss=False),
    "simpler": Pattern(recall.simpler),
    # nobody answers
    "silence": Pattern(silence.silence, is_miss=False),
    "wait": Pattern(silence.take_your_time, is_miss=False),
    # beside the matter
    "chat": Pattern(words("repair.chat")),
    "robot": Pattern(words("repair.robot"), is_miss=False),
    "capabilities": Pattern(words("repair.capabilities"), is_miss=False),
    "profanity": Pattern(words("repair.calm")),
    # somebody one cannot go on with
    "child": Pattern(who_speaks.child, is_miss=False),
    "other_language": Pattern(who_speaks.other_language),
    # begun anew
    "start_over": Pattern(start_over, is_miss=False),
    # what happened meanwhile
    "no_longer_offered": Pattern(meanwhile.no_longer_offered, is_miss=False),
}
MISSES = frozenset(name for name, pattern in PATTERNS.items() if pattern.is_miss)


async def mend(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """React to the first remark that names a pattern; after too many misses a person takes over."""
    remark = next(name for name in state.get("remarks", []) if name in PATTERNS)
    others = [name for name in state.get("remarks", []) if name not in PATTERNS]
    pattern = PATTERNS[remark]
    if pattern.is_miss and state.get("misses", 0) >= PATIENCE:
        return cannot_handle.person_takes_over(state)
    return {"remarks": others, "mended": remark} | pattern.react(state, runtime.context)


async def take_over(state: ConversationState) -> Update:
    """The question would come once too often, whatever was said in between: a person takes over instead of it."""
    unasked: ConversationState = {**state, "said": state["said"][:-1]}
    return cannot_handle.person_takes_over(unasked)
