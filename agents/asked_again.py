"""Whether a patient has to ask for the same thing again: that is worth an apology before anything else."""

import re

from agents.state import ConversationState
from agents.tasks import Task
from agents.understanding.parsing.text import fold

_SAYS_SO = re.compile(
    r"\b(?:(?:second|third|fourth|fifth|\d+(?:nd|rd|th)) time|(?:still|again) (?:waiting|no answer|nothing)"
    r"|keep (?:calling|asking)"
    r"|how many times|nobody (?:ever )?(?:calls?|called|answers?|answered)|(?:segunda|tercera|cuarta|quinta) vez"
    r"|cuantas veces|nadie me (?:llama|llamo|contesta|contesto)|sigo esperando)\b"
)


def asks_again(state: ConversationState, task: Task, *, kind: str = "") -> bool:
    """The patient says so, or a request of that kind went to people in this conversation already."""
    told = any(_SAYS_SO.search(fold(line)) for line in task.words)
    return told or kind in state.get("passed_on", [])
