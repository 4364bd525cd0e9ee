"""Half a telephone number put right: "the last four are 0124", "not 0123, 0124", "the area code is 646"."""

import re

from agents.understanding.parsing.numbers import Digitised
from agents.understanding.parsing.phones import e164
from agents.understanding.parsing.text import Found
from agents.understanding.words import Locale, phrase

_DIGITS = r"\d(?:[ .,-]{0,2}\d)*"


def repaired_phone(digits: Digitised, known: str, locale: Locale, region: str = "US") -> Found | None:
    """The whole number, where the line corrects a part of the number `known` (E.164); None where it does not, or no
    number that can be dialled comes of it."""
    for how in ("instead", "instead_of", "end", "area"):
        match = phrase(f"phones.{how}", locale).search(digits.text)
        if match is None:
            continue
        new = re.sub(r"\D", "", match["new"])
        old = re.sub(r"\D", "", match.groupdict().get("old") or "")
        changed = _changed(known, old, new, how)
        number = e164(changed, region) if changed else None
        if number and number != known:
            return Found(*digits.span(match.start(), match.end()), number)
    return None


def _changed(known: str, old: str, new: str, how: str) -> str | None:
    """The number with the part replaced; None where the part is not in it just once, or is of another length."""
    if how == "end":
        return known[: -len(new)] + new if 2 <= len(new) <= 7 else None
    if how == "area":
        return known[:-10] + new + known[-7:] if len(new) == 3 and len(known) > 10 else None
    if len(old) != len(new) or known.count(old) != 1:
        return None
    return known.replace(old, new)
