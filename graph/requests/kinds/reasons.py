"""The reasons of recommendations, by their rule, in the words of reasons.yaml."""

from functools import cache
from pathlib import Path

import yaml

from graph.requests.waiting import Reason


def reason(rule: str, **facts: str) -> Reason:
    """Raises KeyError for a rule without words, or a fact that they need."""
    known = _known()[rule]
    return Reason(rule=rule, text=known["text"].format(**facts), source=known.get("source", ""))


@cache
def _known() -> dict[str, dict[str, str]]:
    written = Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8")
    known: dict[str, dict[str, str]] = yaml.safe_load(written)
    return known
