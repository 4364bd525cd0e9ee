"""Splits prose into sentences that can be quoted by themselves, in English and Spanish."""

import re

_ABBREVIATIONS = re.compile(
    r"\b(?:dr|dra|mr|mrs|ms|sr|sra|st|ave|no|nro|vs|etc|e\.g|i\.e|p\.ej|approx|ext|tel|dept|u\.s|jr|[ap]\.?\s?m|ee|uu)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"”»)]?\s+(?=[\"“«(¿¡]?[A-ZÁÉÍÓÚÑ0-9])")
LONGEST = 60
"""Words of a sentence; a longer one is split at its list marks and semicolons."""
_INNER = re.compile(r"(?:\s+[-•·]\s+|;\s+)")


def sentences(text: str) -> tuple[str, ...]:
    """Of one block. "See Dr. Osei at 8 a.m. Mondays." is one sentence."""
    text = re.sub(r"\s+", " ", text).strip()
    found: list[str] = []
    for piece in _END.split(text):
        if found and _ABBREVIATIONS.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return tuple(part for sentence in found for part in _shortened(sentence))


def _shortened(sentence: str) -> list[str]:
    """As it is, or cut between the items of a list where it is too long to be read out."""
    if len(sentence.split()) <= LONGEST:
        return [sentence]
    parts, current = [], ""
    for item in _INNER.split(sentence):
        joined = f"{current}; {item}" if current else item
        if current and len(joined.split()) > LONGEST // 2:
            parts.append(current)
            current = item
        else:
            current = joined
    return [*parts, current]
