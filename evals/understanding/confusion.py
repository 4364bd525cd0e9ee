"""Confusion tables: what a line was, and what it was taken for."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Self

from evals.understanding.marks import Mark


@dataclass(frozen=True)
class Confusion:
    """`rows` counts, by what a line was, what it was taken for; "right" where it was read rightly."""

    name: str
    rows: dict[str, Counter[str]]

    @classmethod
    def of(cls, marks: list[Mark]) -> list[Self]:
        """A table for each data file whose marks carry labels."""
        tables: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for mark in marks:
            if mark.label:
                tables[mark.measure.partition(".")[0]][mark.label][mark.got] += 1
        return [cls(name, dict(rows)) for name, rows in tables.items()]

    def lines(self) -> list[str]:
        """The table as text, a line a label, most confused first."""
        return [
            f"{label:<30} {counts.total():>5}  "
            + ", ".join(f"{got} {count}" for got, count in counts.most_common(6))
            for label, counts in sorted(self.rows.items(), key=lambda row: row[1]["right"] / row[1].total())
        ]
