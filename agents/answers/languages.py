"""In which language a question is answered: the one that it is asked in, where the clinic speaks it."""

from collections.abc import Sequence

from knowledge.lexicon import language_of

FEW_WORDS = 3
"""Fewer tell nothing of their language, but for the Spanish question mark."""


def language_asked_in(question: str, language: str, offered: Sequence[str]) -> str:
    """ "¿hay estacionamiento?" in a talk that runs in English is answered in Spanish. `language` is that of the talk."""
    clear = "¿" in question or (language == "es" and len(question.split()) >= FEW_WORDS)
    asked = "es" if "¿" in question else language_of(question)
    return asked if clear and asked in offered else language
