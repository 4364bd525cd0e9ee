"""Word lists and patterns by locale, kept as data so that a native speaker can review them."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Locale = Literal["en", "es"]


@cache
def word_list(name: str) -> dict[str, Any]:
    """The content of <name>.yaml in this folder."""
    text = (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # the C twin of safe_load
    return content


def words(locale: Locale) -> dict[str, Any]:
    """The words of one language, by purpose."""
    return word_list(locale)


@cache
def phrase(name: str, locale: Locale) -> "re.Pattern[str]":
    """A compiled pattern of patterns.yaml, named "module.purpose"."""
    return re.compile(word_list("patterns")[name][locale])
