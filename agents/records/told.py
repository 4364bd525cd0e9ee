"""What a request for records or a form tells in the patient's own words: what, for whom, by when."""

import re
from datetime import date

from agents.tasks import Task
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.text import fold
from agents.understanding.words import Locale

_WHAT = re.compile(
    r"\b(?:immuni[sz]ation|vaccin\w*|shot records?|x-?rays?|mri|labs?|imaging|last visit|note|letter|form|fmla|disability"
    r"|physical form|school|camp|work|employer|sports?|vacunas?|vacunacion|radiografia\w*|laboratorio|carta"
    r"|nota|constancia|formulario|forma|certificado|escuela|trabajo)\b"
)
_TO_SELF = re.compile(r"\b(?:me|myself|i|mine|my own|mi|yo|mi mism[oa])\b")
_TO_OTHERS = re.compile(
    r"\b(?:doctor|dr|specialist|school|employer|work|lawyer|attorney|insurance|insurer|clinic|hospital|office|camp|wife|husband"
    r"|son|daughter|mother|father|doctora?|especialista|escuela|trabajo|abogad[oa]|seguro|clinica|espos[oa]|hij[oa])\b"
)


def says_what(task: Task) -> bool:
    """The lines name which records or form are wanted."""
    return bool(task.slot("what_words")) or any(_WHAT.search(fold(line)) for line in task.words)


def is_for_others(answer: str) -> bool:
    """It is to go to somebody else than the patient: that takes their consent."""
    folded = fold(answer)
    return bool(_TO_OTHERS.search(folded)) or not _TO_SELF.search(folded)


def by_day(task: Task, today: date, language: Locale) -> str:
    """The day by which it is needed (YYYY-MM-DD), "" where none was told."""
    lines = (task.slot("to_words") or "", task.slot("what_words") or "", *task.words)
    days = (found.value[-10:] for line in lines for found in find_dates(line, today, language))
    return next((day for day in days if day), "")
