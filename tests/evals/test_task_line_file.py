"""Our own opening lines keep their promises: every task in both languages, none twice, not taken from the examples."""

from collections import Counter
from typing import get_args

from agents.understanding.commands import TaskKind
from agents.understanding.train import load_examples
from evals.understanding.rows import read_rows
from evals.understanding.suite import OWN

ROWS = list(read_rows(OWN / "tasks.jsonl"))


def test_there_are_enough_lines_of_both_languages() -> None:
    count = Counter(row["lang"] for row in ROWS)
    assert count["en"] >= 200
    assert count["es"] >= 120


def test_every_task_is_asked_for_in_both_languages_and_some_lines_ask_for_none() -> None:
    asked = {(row["lang"], task) for row in ROWS for task in row["task"] or ["none"]}
    assert asked == {(lang, task) for lang in ("en", "es") for task in (*get_args(TaskKind), "none")}


def test_no_line_and_no_id_stands_twice() -> None:
    assert [
        text for text, count in Counter(row["text"].casefold() for row in ROWS).items() if count > 1
    ] == []
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_hardly_any_line_is_among_the_examples_that_understanding_is_trained_on() -> None:
    """Two people who never met write "where do I park" alike; more than a few such lines would have been copied."""
    examples = load_examples().values()
    trained = {line.casefold() for locales in examples for lines in locales.values() for line in lines}
    known = [row["text"] for row in ROWS if row["text"].casefold() in trained]
    assert len(known) <= len(ROWS) * 0.05, known
