"""How many days of a medicine are left, read from a patient's own words. What cannot be told in days is not guessed."""

import re

from agents.understanding.parsing.numbers import digitise
from agents.understanding.parsing.text import fold
from agents.understanding.words import Locale

A_FEW = 3
"""Days that "a few" and "almost out" count for: rather too soon than too late."""
_NOTHING = re.compile(
    r"\b(?:(?:ran|run|running|i'?m|i am|am|be|been|completely|all) (?:all )?out(?! of (?:town|state|the country))"
    r"|(?:have|got|there(?:'s| is| are)) (?:none|nothing|no (?:more|pills?|tablets?))|none left|nothing left"
    r"|(?:took|used) (?:my|the) last|last (?:one|pill|dose|tablet) (?:today|yesterday|this morning|last night)"
    r"|no me quedan?(?! much| mas de)(?: mas| nada| pastillas| ningun\w*)*(?=$|[ ,.!])"
    r"|se me (?:acab|termin)\w+|ya no tengo|me quede sin"
    r"|sin (?:pastillas|medicina|medicamento))"
)
_NONE_ALONE = re.compile(r"^\W*(?:none|nothing|zero|0|out|nada|cero|ningun[ao]?(?! problema))\b")
_FEW = re.compile(
    r"\b(?:a few|couple(?: of)?|almost out|nearly out|about (?:to run )?out|running (?:low|out)|not (?:many|much)"
    r"|just a (?:few|little)"
    r"|only a (?:few|little)|unos? pocos?|unas? pocas?|pocos?|pocas?|un par|casi (?:nada|ningun\w+)"
    r"|por acabarse|se me (?:esta|estan) acabando)\b"
)
_COUNT = re.compile(
    r"\b(\d{1,3}|an?|una?|half a|media) ?(?:more )?(day|week|month|dia|semana|mes)(?!\w* ago)"
)
_DAYS = {"day": 1, "dia": 1, "week": 7, "semana": 7, "month": 30, "mes": 30}
_ONE = frozenset({"a", "an", "un", "una"})
_BARE = re.compile(
    r"^\W*(?:about|around|maybe|like|only|just|unos|como|solo|quizas?)? ?"
    r"(\d{1,3})(?! ?(?:pill|tab|cap|puff|past|dos|mg))\b"
)


def days_left(line: str, language: Locale, *, asked: bool = False) -> int | None:
    """Days that are left by the line, 0 when it is out; None when it tells none.

    With `asked`, the line answers the question for it: a bare number, or "none", counts.
    """
    folded = fold(line)
    words = digitise(folded, language).text
    counted = _COUNT.search(words)
    if _FEW.search(folded) and not (counted and counted[1].isdigit()):
        return A_FEW
    if _NOTHING.search(folded) or (asked and _NONE_ALONE.match(folded)):
        return 0
    if counted:
        return _in_days(counted[1], _DAYS[counted[2]])
    bare = _BARE.match(words) if asked else None
    return int(bare[1]) if bare else None


def _in_days(count: str, unit: int) -> int:
    if count.isdigit():
        return int(count) * unit
    return unit if count in _ONE else unit // 2
