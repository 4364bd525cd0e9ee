"""A model for ragas behind OpenAI's API that needs none: it judges by shared words, so that every metric can be run."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from evals.standins.openai_server import running_openai_server
from knowledge.lexicon import terms
from knowledge.sentences import sentences

SUPPORTED = 0.6
"""Part of a statement's terms that the context has to hold."""


@contextmanager
def stand_in_model() -> Iterator[Any]:
    """A LangChain chat model on a server of ours, and nothing leaves the machine."""
    from langchain_openai import ChatOpenAI

    with running_openai_server() as server:
        server.prompted = reply_to
        yield ChatOpenAI(model="stand-in", api_key="none", base_url=server.url, temperature=0, max_retries=0)


def reply_to(prompt: str) -> dict[str, Any]:
    """What a careful judge would answer to one of ragas' prompts, by its last input."""
    told = json.loads(re.findall(r"input: (\{.*\})", prompt, re.DOTALL)[-1].split("\nOutput:")[0])
    for fields, reply in REPLIES.items():
        if set(fields) <= set(told):
            return reply(told)
    raise ValueError(f"no reply to a prompt with {sorted(told)}")


def _verdict(statement: str, context: str) -> int:
    wanted = set(terms(statement))
    return int(not wanted or len(wanted & set(terms(context))) >= SUPPORTED * len(wanted))


def _judge_statements(told: dict[str, Any]) -> dict[str, Any]:
    judged = [
        {"statement": each, "reason": "shared words", "verdict": _verdict(each, told["context"])}
        for each in told["statements"]
    ]
    return {"statements": judged}


def _state(told: dict[str, Any]) -> dict[str, Any]:
    return {"statements": list(sentences(told["answer"]))}


def _judge_context(told: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "shared words", "verdict": _verdict(told["answer"], told["context"])}


def _ask_back(told: dict[str, Any]) -> dict[str, Any]:
    return {"question": f"What about this: {told['response']}", "noncommittal": 0}


REPLIES: dict[tuple[str, ...], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("context", "statements"): _judge_statements,
    ("question", "context", "answer"): _judge_context,
    ("question", "answer"): _state,
    ("response",): _ask_back,
}
"""By the fields of the input, those with more of them first."""
