"""What our turns are measured beside: a graph with one node on the same saver, and one bare structured model call."""

from pathlib import Path
from time import perf_counter
from typing import TypedDict

from langgraph.graph import END, START, StateGraph

from graph.checkpointer import open_checkpointer


class _State(TypedDict, total=False):
    text: str
    reply: str


def _reply(state: _State) -> _State:
    return {"reply": state["text"]}


async def bare_graph_turns(folder: Path, count: int) -> list[float]:
    """Milliseconds of each turn of a one-node graph with one checkpoint a turn."""
    graph = StateGraph(_State)
    graph.add_node("reply", _reply)
    graph.add_edge(START, "reply")
    graph.add_edge("reply", END)
    times = []
    async with open_checkpointer(f"sqlite:///{folder / 'bare.sqlite'}") as saver:
        compiled = graph.compile(checkpointer=saver)
        for number in range(count):
            begun = perf_counter()
            await compiled.ainvoke(
                {"text": "hello"}, {"configurable": {"thread_id": str(number % 10)}}, durability="exit"
            )
            times.append((perf_counter() - begun) * 1000)
    return times
