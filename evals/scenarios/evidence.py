"""What is left of a conversation to judge it by: what was said, what the EHR holds, what staff got."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evals.scenarios.casting import Cast
from evals.scenarios.ehr_state import Change
from evals.scenarios.sheet import Sheet

Json = dict[str, Any]


@dataclass
class Evidence:
    """One conversation. `turns` are pairs of the caller's line and the Turn of the API that answered it."""

    sheet: Sheet
    cast: Cast
    now: datetime
    turns: list[tuple[str, Json]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)
    """Rows of our records: kind, urgent, summary."""
    yeses: int = 0
    parted: bool = False
    """The last line was the caller's good-bye."""

    @property
    def replies(self) -> list[str]:
        """What was answered to each line, the greeting left out."""
        return ["\n".join(message["text"] for message in turn["messages"]) for _, turn in self.turns]

    @property
    def said(self) -> str:
        """All that was answered while the caller was after something: the good-byes do not count."""
        parted = self.turns and self.parted
        return "\n".join(self.replies[:-1] if parted else self.replies)

    @property
    def lines(self) -> list[str]:
        return [line for line, _ in self.turns]

    @property
    def transcript(self) -> list[str]:
        told = []
        for line, turn in self.turns:
            told += [f"caller: {line}"] + [f"desk: {message['text']}" for message in turn["messages"]]
        return told

    def of_kind(self, *kinds: str) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]

    @property
    def options(self) -> list[str]:
        """Labels of all times and visits that were offered."""
        return [
            option["label"]
            for _, turn in self.turns
            for message in turn["messages"]
            if message["kind"] == "choose"
            for option in message["options"]
        ]

    @property
    def requests_text(self) -> str:
        """All that staff got, as one text."""
        return plain("\n".join(f"{each['kind']} {each['summary']}" for each in self.requests))

    def before_identified(self) -> list[str]:
        """The replies until the caller had told name and birthday."""
        born = str((self.sheet.child or self.sheet.me).birth_date.year)
        told = next((number for number, line in enumerate(self.lines) if born in line), len(self.lines))
        return self.replies[:told]


def plain(text: str) -> str:
    """Lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def mentions(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
