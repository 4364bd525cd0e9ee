"""Word lists and patterns by locale, kept as data so that a native speaker can review them."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Locale = Literal["en", "es"]


@cache
def words(locale: Locale) -> dict[str, Any]:
    """The content of <locale>.yaml."""
    text = (files(__name__) / f"{locale}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506 - the C twin of safe_load
    return content
