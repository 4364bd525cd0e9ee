"""tasks.*: opening lines written by somebody who has not seen the training examples.

A row is {"id", "lang", "text", "task": [...], "accept": [[...]]?, "kind": str?}: `task` are the tasks that the line must
start, all of them and no other; `accept` lists other sets that are right too, where a line can honestly be read in two
ways. An empty list means that no task may start: out of scope, small talk, a question, a call for a person (`kind`).
The line comes in answer to "How can I help you?", with the clinic's names at hand.
"""

from collections.abc import Iterable
from functools import partial

from agents.understanding.context import Interpretation, Vocabulary
from evals.understanding.marks import Mark, Probe, Row, emergencies, kinds, right, tasks, told, wrong
from evals.understanding.turns import turn

CLINIC = Vocabulary(
    clinicians=("Dr. Ama Osei", "Dr. Luis Herrera", "Dr. Priya Nair", "Karen Boyle, NP"),
    sites=("Main Street", "Riverside"),
    visit_types=(
        "Annual physical",
        "Follow-up",
        "New patient visit",
        "Sick visit",
        "Flu shot",
        "Well child visit",
    ),
)


def probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        previous = "¿En qué puedo ayudarle?" if row["lang"] == "es" else "How can I help you?"
        yield Probe(
            id=row["id"],
            tags=(row["lang"], row.get("kind", "task")),
            turn=turn(row["text"], lang=row["lang"], previous=previous, vocabulary=CLINIC),
            judge=partial(judge, row),
        )


def judge(row: Row, understood: Interpretation) -> list[Mark]:
    started, got = tasks(understood), told(understood)
    readings = [set(row["task"]), *(set(other) for other in row.get("accept", ()))]
    allowed = set().union(*readings)
    hit = started in readings and not emergencies(understood)
    label = "+".join(row["task"]) or row.get("kind", "none")
    outcome = "+".join(sorted(started)) or (
        sorted(kinds(understood))[0] if understood.commands else "nothing"
    )
    shown = {"expected": row["task"], "actual": got, "why": row.get("kind", "task")}
    return [
        right(f"tasks.{row['lang']}", hit, label=label, got="right" if hit else outcome, **shown),
        wrong("tasks.wrong_started", bool(started - allowed), **shown),
    ]
