"""The questions of a turn, each by itself: two in one line are two, and "and on Sundays?" goes on from the one before."""

import re

from clinic.models import Value

GOES_ON = re.compile(
    r"^\s*(?:¿\s*)?(?:(?:and|y|e|ok|okay|but|pero)\b\s*,?\s*)*"
    r"(?:(?:what|how) about\b|what if\b|and\b|y\b|e\b|qué tal\b|que tal\b)",
    re.IGNORECASE,
)
"""How a part begins that goes on from the question before it ("and on Wednesday?", "what about kids?")."""
_AT_ENDS = re.compile(r"(?<=\?)\s+(?=\S)")
_AT_AND = re.compile(
    r"\s*,?\s+(?:and|y|also|además)\s+(?:also\s+|también\s+)?(?=(?:¿|do|does|is|are|can|could|what|where|when|how|who|which|"
    r"will|should|dónde|donde|cuándo|cuando|cuánto|cuanto|qué|cómo|quién|hay|aceptan|tienen|puedo|debo|a qué)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\s*(?:¿|(?:do|does|is|are|can|could|what|where|when|how|who|which|will|should|dónde|donde|cuándo|cuando|cuánto|cuanto|"
    r"qué|cómo|quién|hay|aceptan|tienen|puedo|debo|a qué)\b)",
    re.IGNORECASE,
)
FEW_WORDS = 7
"""A question that goes on from another one is short; a longer one stands by itself."""


class Part(Value):
    """One question: its own words, and with them what it goes on from, where it does."""

    own: str
    whole: str


def parts_of(question: str, before: str | None = None) -> list[Part]:
    """Each question, with what it goes on from: the one before it, or `before`, the last one of the turn before."""
    pieces = [part.strip() for part in _AT_ENDS.split(question) if len(part.split()) > 1] or [question]
    parts: list[Part] = []
    for own in (each for piece in pieces for each in _at_and(piece)):
        earlier = parts[0].whole if parts else before
        goes_on = earlier and GOES_ON.match(own) and len(own.split()) <= FEW_WORDS
        parts.append(Part(own=own, whole=f"{own} {earlier}" if goes_on else own))
    return parts


def _at_and(piece: str) -> list[str]:
    """ "where do I park and do you take Aetna" is two; "do I eat and drink before" is one."""
    cut = _AT_AND.split(piece)
    whole = len(cut) < 2 or any(len(part.split()) < 2 for part in cut) or not _QUESTION.match(cut[0])
    return [piece] if whole else cut
