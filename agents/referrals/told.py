"""What a referral needs, read from the patient's own words: place, the insurer's authorization, urgency."""

import re

from agents.tasks import Task
from agents.understanding.acts import says
from agents.understanding.parsing.text import fold
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.words import Locale

_AUTHORIZATION = re.compile(
    r"\b(?:auth(?:orization)?|approval|autorizacion)\b(?: (?:number|code|no|numero))?"
    r"[ :#.]*(?:is|es)?[ :#]*(?=[a-z]*-?\d)([a-z0-9-]{4,20})"
)
_URGENT = re.compile(
    r"(?<!not )(?<!no es )\burgen(?:t|tly|te|cia)\b|\bgetting (?:much )?worse\b|\bempeorando\b"
)
_ANYWHERE = re.compile(
    r"^\W*(?:anywhere|any(?: place| doctor| one)?|wherever|no preference|you (?:choose|decide|pick)|doesn'?t matter"
    r"|me da igual|cualquiera|donde sea|donde ustedes (?:digan|quieran)|sin preferencia)\b"
)


def authorization_of(words: str) -> str:
    """The insurer's number, as told; "" where none is."""
    found = _AUTHORIZATION.search(fold(words))
    return words[found.start(1) : found.end(1)] if found else ""


def place_of(answer: str, language: Locale) -> str:
    """Where the patient would like to go, as told; "" for anywhere, no, and for who does not know."""
    found = _AUTHORIZATION.search(fold(answer))
    place = (answer[: found.start()] + answer[found.end() :] if found else answer).strip(" ,.;")
    no = read_yes_no(place, language)
    if no and no.kind == "no":
        place = no.rest.strip(" ,.;")
    if _ANYWHERE.match(fold(place)) or says("unsure", fold(place), language):
        return ""
    return place


def is_urgent(task: Task) -> bool:
    """By the patient's own word. How soon it has to be, the clinician decides."""
    answers = (task.slot(name) or "" for name in ("reason", "reason_words", "place_words"))
    return any(_URGENT.search(fold(each)) for each in (*task.words, *answers))


def known(words: str | None, language: Locale) -> str:
    """The words, unless they say that it is not known."""
    return "" if not words or says("unsure", fold(words), language) else words
