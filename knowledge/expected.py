"""What kind of answer a question expects (a time, a price, a number to call), and whether a sentence holds one."""

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from knowledge.lexicon import folded


@cache
def _kinds() -> dict[str, tuple["re.Pattern[str]", "re.Pattern[str]"]]:
    told = yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text(encoding="utf-8"))
    return {name: (re.compile(each["asked"]), re.compile(each["told"])) for name, each in told.items()}


@lru_cache(maxsize=256)
def kinds_expected(question: str) -> frozenset[str]:
    """Kinds of expected.yaml; empty where anything may be the answer."""
    text = folded(question)
    return frozenset(name for name, (asked, _) in _kinds().items() if asked.search(text))


@lru_cache(maxsize=20_000)
def kinds_told(sentence: str) -> frozenset[str]:
    """Kinds of answers that the sentence holds."""
    text = folded(sentence)
    return frozenset(name for name, (_, told) in _kinds().items() if told.search(text))
