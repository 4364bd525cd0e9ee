"""Lines that are nothing but a sentence of the catalogs (words/sentences.yaml, words/talk.yaml)."""

import re
from functools import cache, lru_cache

from agents.understanding.words import Locale, word_list

_GAP = r"[\s,.!?¿¡;:-]+"
_EDGE = r"[\s,.!?¿¡;:-]*"
_LONGEST = 160
"""Characters of a line beyond which it is no sentence of a catalog."""


@cache
def _whole(kind: str, locale: Locale) -> "re.Pattern[str] | None":
    """One pattern for all entries of a kind, with softeners and a name called around it."""
    talk = word_list("talk")
    listed = talk.get(kind) or word_list("sentences").get(kind)
    if listed is None:
        return None
    around = f"{talk['soft']}|{talk['called']['devices']}|{talk['called']['people']}"
    entries = "|".join(f"(?:{_filled(entry, locale)})" for entry in listed[locale])
    return re.compile(rf"{_EDGE}(?:(?:{around}){_GAP})*?(?:{entries})(?:{_GAP}(?:{around}))*{_EDGE}")


def _filled(entry: str, locale: Locale) -> str:
    """An entry with what its braces stand for; parts may hold parts."""
    for _ in range(2):
        for name, part in word_list("talk")["parts"][locale].items():
            entry = entry.replace("{" + name + "}", f"(?:{part})")
    return entry


def is_sentence(kind: str, folded: str, locale: Locale) -> bool:
    """Whether the line is nothing but an entry of that kind; False for a kind that no catalog has."""
    pattern = _whole(kind, locale)
    if pattern is None or len(folded) > _LONGEST:
        return False
    return pattern.fullmatch(_plain(folded)) is not None


@lru_cache(maxsize=16)  # a line is held against every kind
def _plain(folded: str) -> str:
    return re.sub(r"\s*[,.]+\s+", " ", re.sub(r"[\"“”]", "", folded)).strip()


def without_marks(text: str) -> str:
    """The line without the noises that a recognizer wrote into it ("sorry (cough) Tuesday")."""
    if not re.search(r"[\[(<*{]", text):
        return text
    marks = word_list("talk")["marks"]
    noise = rf"[\[(<*{{]+\s*(?:{marks['noise']}|{marks['silence']})\s*[\])>*}}]+"
    return re.sub(rf"\s*{noise}\s*", " ", text, flags=re.IGNORECASE).strip() or text


def without_called(text: str) -> str:
    """The line without the name that it calls us by ("thanks, doc"; "olly stop")."""
    called = word_list("talk")["called"]
    devices, people = (rf"(?:{called[kind]})" for kind in ("devices", "people"))
    plain = re.sub(rf"^{_EDGE}{devices}(?:{_GAP}|$)|{_GAP}{devices}{_EDGE}$", " ", text, flags=re.IGNORECASE)
    plain = re.sub(rf"^{_EDGE}{people},{_EDGE}|,\s*{people}{_EDGE}$", " ", plain, flags=re.IGNORECASE)
    return plain.strip() or text
