"""Yes and no in all their forms, and what else was said beside them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from agents.understanding.parsing.sentences import is_sentence
from agents.understanding.parsing.text import fold
from agents.understanding.words import Locale, word_list, words


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes or no at the start of a line. `rest` is what follows it, from offset `rest_at` in the line."""

    kind: Literal["yes", "no"]
    rest: str
    rest_at: int
    but: bool
    """The rest begins with "but", "except", …: the yes has a condition."""


@cache
def _patterns(
    locale: Locale,
) -> tuple["re.Pattern[str]", "re.Pattern[str]", "re.Pattern[str]", "re.Pattern[str]"]:
    lists = words(locale)
    soft = "|".join(lists["soft"])
    start = rf"^[\s,.!?-]*(?:(?:{soft})[\s,.!-]+)*?"
    yes = re.compile(rf"{start}(?:{'|'.join(lists['yes'])})(?![a-z'])")
    no = re.compile(
        rf"{start}(?!no (?:problem|worries|objection|rush|preference))(?:{'|'.join(lists['no'])})(?![a-z'])"
    )
    filler = re.compile(rf"^[\s,.!?;:-]*(?:{soft})(?![a-z'])")
    but = re.compile(rf"^[\s,.!;-]*(?:{lists['but']})(?![a-z])[\s,]*")
    return yes, no, filler, but


def _answer(kind: Literal["yes", "no"], folded: str, text: str, end: int, locale: Locale) -> Answer:
    yes, no, filler, but = _patterns(locale)
    pattern = yes if kind == "yes" else no
    while True:
        more = pattern.match(folded[end:]) or filler.match(folded[end:])
        if not more or more.end() == 0:
            break
        end += more.end()
    condition = but.match(folded[end:])
    if condition:
        end += condition.end()
    while end < len(text) and text[end] in " ,.!?;:-…":
        end += 1
    return Answer(kind, text[end:], end, bool(condition))


def as_meant(text: str, locale: Locale) -> str:
    """The line with what recognizers write for words of a reply put right ("share, that's fine" was "sure")."""
    for heard, meant in _heard(locale):
        text = heard.sub(lambda match, meant=meant: meant.ljust(len(match.group())), text, count=1)  # type: ignore[misc]
    return text


@cache
def _heard(locale: Locale) -> tuple[tuple["re.Pattern[str]", str], ...]:
    rows = word_list("sentences")["heard"][locale]
    return tuple((re.compile(row[0], re.IGNORECASE), str(row[1])) for row in rows)


_SENTENCES: tuple[tuple[str, Literal["yes", "no"]], ...] = (("affirm", "yes"), ("deny", "no"))


def read_yes_no(text: str, locale: Locale) -> Answer | None:
    """The yes or no that the line begins with ("no" wins where both fit: "not right"). None when it has neither."""
    text = as_meant(text, locale)
    folded = fold(text).strip("\n")
    for act, kind in _SENTENCES:
        if is_sentence(act, folded, locale):
            return Answer(kind, "", len(text), but=False)
    yes, no, _, _ = _patterns(locale)
    said_yes, said_no = yes.match(folded), no.match(folded)
    if said_no and (not said_yes or said_no.end() >= said_yes.end()):
        return _answer("no", folded, text, said_no.end(), locale)
    if said_yes:
        return _answer("yes", folded, text, said_yes.end(), locale)
    return None
