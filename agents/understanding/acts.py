"""Dialogue acts told by set phrases: greetings, thanks, "what?", "never mind", a person please, anything later."""

import re
from functools import cache

from agents.understanding.commands import (
    CancelTask,
    Command,
    RequestHuman,
    SmallTalk,
    SwitchLanguage,
)
from agents.understanding.parsing.text import fold
from agents.understanding.says import mentions as mentions
from agents.understanding.says import says as says
from agents.understanding.talk import repetition
from agents.understanding.words import Locale, word_list, words


def wants_person(folded: str, locale: Locale) -> bool:
    asks_what_we_are = says("chat", folded, locale)
    asked = mentions("human", folded.strip(" .!?,"), locale)
    someone_else = asked is not None and re.match(
        r" (?:else|mas\b|otr[oa])", folded.strip(" .!?,")[asked.end() :]
    )
    return not asks_what_we_are and asked is not None and not someone_else


def is_unsure(folded: str, locale: Locale) -> bool:
    """ "I don't know", "no sé": no answer, and above all no no."""
    return says("unsure", folded, locale)


def named_language(text: str) -> Locale | None:
    """The language that the line names, of those we speak."""
    named = re.search(r"(?P<es>espanol|spanish|castellano)|(?P<en>ingles|english)", fold(text))
    return None if named is None else "es" if named["es"] else "en"


def language_request(folded: str) -> SwitchLanguage | None:
    """ "en español por favor", "do you speak Spanish?", "English please": in whichever language it is asked."""
    asks = re.compile(word_list("common")["language_request"])
    match = asks.fullmatch(folded.strip(" ¿¡")) or re.fullmatch(
        word_list("common")["language_change"], folded.strip(" ¿¡")
    )
    if not match:
        return None
    return SwitchLanguage(language="es" if re.search(r"espanol|spanish", match["what"]) else "en")


def is_plain_talk(folded: str) -> bool:
    """Whether a short line has only words that say nothing of health ("she's my mother", "I can't do that")."""
    said = re.findall(r"[a-z']+", folded)
    return 0 < len(said) <= 8 and all(word in _plain_words() for word in said)


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(word for line in word_list("common")["plain_talk"] for word in line.split())


def small_talk(folded: str, locale: Locale) -> SmallTalk | None:
    if says("thanks", folded, locale):
        return SmallTalk(kind="thanks")
    if says("goodbye", folded, locale) or re.fullmatch(
        rf"[\s,.!]*(?:{words(locale)['thanks']})[\s,.!]+(?:{words(locale)['goodbye']})[\s,.!]*", folded
    ):
        return SmallTalk(kind="goodbye")
    if says("greeting", folded, locale):
        return SmallTalk(kind="greeting")
    return SmallTalk(kind="other") if says("chat", folded, locale) else None


def whole_line_act(folded: str, locale: Locale) -> Command | None:
    """The one command of a line that is nothing but a set phrase."""
    if wants_person(folded, locale):
        return RequestHuman()
    if request := language_request(folded):
        return request
    if again := repetition(folded, locale):
        return again
    if says("cancel_task", folded, locale):
        return CancelTask()
    return small_talk(folded, locale)
