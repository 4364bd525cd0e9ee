"""Which language a line is in, told by its small words."""

import re
from functools import cache

from agents.understanding.words import Locale, word_list, words

_SPANISH_LETTERS = re.compile("[ñ¿¡áéíóú]")
_SPANISH_MARKS = re.compile("[¿¡]")
_CALENDAR = re.compile(
    "(?:lun|mart|mier|juev|viern|sabad|ener|febr|marz|mayo|juni|agost|septi|octubr|noviem|diciem|proxim|seman|"
    "siguient|pasad|mes|dia|hora|tard|noche|medio|hoy|ayer|ano|fin|media|desd|hasta|entre|dentro|navid)"
)
"""How Spanish words of the calendar begin: they tell the language as small words do."""
_SPANISH_PAIRS = frozenset({"a la", "a las"})
"""In English "a" is a word of its own."""
_IN_NAMES = frozenset({"de", "la", "las", "los", "del", "el", "y"})
"""Spanish words that names hold too: "de la Cruz, Carlos" is in no language."""


@cache
def _function_words(locale: Locale) -> frozenset[str]:
    return frozenset(str(word) for word in words(locale)["function_words"])


def detect_language(text: str, folded: str, default: Locale) -> Locale:
    """The language of the line; the default where the line does not tell ("ok", a name, a number)."""
    said = re.findall(r"\ba las?\b|[a-z']+", folded)
    if len(said) == 1 and len(said[0]) == 1:
        return default  # "y" is a short yes in English and "and" in Spanish
    english = sum(word in _function_words("en") for word in said)
    telling = _function_words("es") - _IN_NAMES | _SPANISH_PAIRS
    spanish = sum(word in telling | _IN_NAMES for word in said)
    if not any(word in telling or _CALENDAR.match(word) for word in said):
        spanish = 2 if _SPANISH_MARKS.search(text) else 0
    elif _SPANISH_LETTERS.search(text.lower()) and len(said) > 3:
        spanish += 2
    if english == spanish:
        return default
    other: Locale = "en" if english > spanish else "es"
    if (
        other != default
        and abs(english - spanish) < 2
        and not (len(said) <= 3 and max(english, spanish) == len(said))
    ):
        return default
    return other


def other_language_asked(folded: str) -> bool:
    """ "Do you speak Mandarin?", "en portugués por favor"."""
    lists = word_list("talk")["other_languages"]
    return bool(re.fullmatch(lists["asked"].replace("{names}", lists["names"]), folded))


def is_other_language(text: str, folded: str) -> bool:
    """Whether the line is in neither English nor Spanish: by its letters, or by small words that only others have."""
    lists = word_list("talk")["other_languages"]
    letters = re.findall(r"[^\W\d_]", text)
    if letters and len(re.findall(lists["letters"], text)) > len(letters) / 2:
        return True
    said = re.findall(r"[a-z]+(?:['-][a-z]+)*", folded)
    ours = [sum(word in _function_words(one) for word in said) for one in ("en", "es")]
    theirs = max(sum(word in words_of for word in said) for words_of in _foreign_words())
    return theirs >= 2 and theirs > max(ours) and 3 * theirs >= len(said)


@cache
def _foreign_words() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in word_list("talk")["other_languages"]["words"])
