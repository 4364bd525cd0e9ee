"""E-mail addresses, written or spoken ("maria dot lopez at gmail dot com")."""

import re

from agents.understanding.parsing.text import Found, fold

_WRITTEN = re.compile(r"[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_SPOKEN = re.compile(
    r"(?P<local>[a-z0-9]+(?:(?: (?:dot|punto|underscore|guion bajo|dash|guion) |[._-])[a-z0-9]+)*) (?:at|arroba) "
    r"(?P<domain>[a-z0-9-]+(?:(?: (?:dot|punto) |\.)[a-z0-9]+)*(?: (?:dot|punto) |\.)[a-z]{2,})(?![a-z0-9])"
)
_SIGNS = {"dot": ".", "punto": ".", "underscore": "_", "guion bajo": "_", "dash": "-", "guion": "-"}


def _signs(text: str) -> str:
    for word, sign in _SIGNS.items():
        text = text.replace(f" {word} ", sign)
    return text.replace(" ", "")


def find_email(text: str) -> Found | None:
    """The first address in the text, in lower case."""
    folded = fold(text)
    written = _WRITTEN.search(folded)
    if written:
        return Found(written.start(), written.end(), written.group())
    spoken = _SPOKEN.search(folded)
    if spoken:
        return Found(spoken.start(), spoken.end(), f"{_signs(spoken['local'])}@{_signs(spoken['domain'])}")
    return None
