"""A message in one line, and the day by which an answer is wanted: picked from the patient's words, never put anew."""

import re
from datetime import date

from agents.understanding.parsing.dates import find_dates
from agents.understanding.words import Locale

LONGEST = 160
_SENTENCES = re.compile(r"[^.!?\n]+[.!?]*")
_EMPTY = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|please|yes|no|ok"
    r"|hola|buen[oa]s \w+|gracias|sí)\b[\s,!.]*$",
    re.IGNORECASE,
)
_CARRIER = re.compile(
    r"^.{0,25}\b(?:message|tell|talk|speak|write|ask|mensaje|recado|hablar|decirle|preguntarle)\b.{0,12}"
    r"\b(?:doctor|dr|nurse|team|clinic|somebody|someone|person|something|doctora|enfermera|equipo|persona|algo)\b.{0,20}$",
    re.IGNORECASE,
)
"""Says that there is a message, and nothing of what is in it."""
_TELLING = re.compile(
    r"\b(?:can|could|should|would|when|what|how|why|is it|do i|need|want|question|ask|tell|pain|since|worse|side effect"
    r"|puedo|puede|debo|cuando|cuándo|que|qué|como|cómo|necesito|quiero|pregunta|dolor|desde|peor)\b|\?",
    re.IGNORECASE,
)


_BY = re.compile(r"\b(?:by|before|until|no later than|latest|antes del?|para el|hasta)\b", re.IGNORECASE)


def in_short(words: str) -> str:
    """The sentence that says most of what is wanted.

    The first question, else the first wish or trouble, else the first that is no greeting.
    """
    sentences = [each.strip() for each in _SENTENCES.findall(words) if each.strip()]
    told = [each for each in sentences if not _EMPTY.match(each)]
    told = [each for each in told if not _CARRIER.match(each)] or told
    asked = [each for each in told if each.endswith("?")]
    best = next(iter((*asked, *filter(_TELLING.search, told), *told)), "")
    return best if len(best) <= LONGEST else f"{best[: LONGEST - 1].rstrip()}…"


def wanted_by(words: str, today: date, language: str) -> str:
    """ISO date of the last day still to come by which something is said to be needed; "" where none is."""
    locale: Locale = "es" if language == "es" else "en"
    said = [each for each in _SENTENCES.findall(words) if _BY.search(each)]
    days = [found.value[-10:] for each in said for found in find_dates(each, today, locale) if found.value]
    return max((day for day in days if day >= today.isoformat()), default="")
