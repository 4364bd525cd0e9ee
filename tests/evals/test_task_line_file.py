"""Our own opening lines keep their promises: every task in both languages, none twice, not taken from the examples."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import yaml

from agents.understanding.commands import TaskKind
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


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def test_no_longer_line_is_among_the_examples_that_understanding_is_trained_on() -> None:
    """Two people who never met write "where do I park" alike, but nobody writes eight words alike without copying."""
    agents = Path(__file__).parents[2] / "agents"
    files = [*agents.glob("*/examples.yaml"), *agents.glob("understanding/examples/*.yaml")]
    trained = {
        line.casefold()
        for path in files
        for line in strings(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    }
    assert len(trained) > 1000
    assert [
        row["text"] for row in ROWS if row["text"].casefold() in trained and len(row["text"].split()) >= 8
    ] == []
