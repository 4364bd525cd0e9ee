"""Which parts of a line ask for more than the line as a whole: "cancel Friday's and book me next week"."""

import re

from agents.understanding.labels import KIN, TASKS
from agents.understanding.line import Line
from agents.understanding.parsing.text import fold
from agents.understanding.request import Request
from agents.understanding.slots import visit

WHOLE = 0.6
"""From this probability on the line as a whole rules which tasks its parts may add."""
SURE_WHOLE = 0.85
_SURE_PART = 0.9
_COMPLAINS = re.compile(r"\b(?:complain|queja|quejarme|reclamo|grievance)")
_ADDED = re.compile(r"\b(?:also|plus|oh|tambien|ademas|as well as)\W*$")


def of_its_own(line: Line, one: Request, found: list[Request], first: Request) -> bool:
    """Whether a part asks for more than the line as a whole: "… and also a referral", "… and when is my visit?".

    The line as a whole is taken for something that none of its parts says, or the part is added or is another's.
    """
    if one.confidence < _SURE_PART:
        return False
    if one.label == "complaint":
        return bool(_COMPLAINS.search(fold(one.text)))
    if first.label == "complaint":
        return False
    others = [other for other in found if other is not one and other.confidence >= _SURE_PART]
    if others and first.label not in {other.label for other in found}:
        kin = KIN.get(first.label, frozenset())
        return any(other.label not in kin for other in others)
    added = any(
        part.start and _ADDED.search(line.folded[max(0, part.start - 12) : part.start])
        for part in (one, *others)
    )
    of_another = one.label == "book" and any(said.slot == "person" for said in visit(line.part(one.text)))
    return bool(others) and (added or (of_another and one.start > 0))


def is_further(first: Request, other: Request) -> bool:
    """ "Cancel Friday's and book me next week": the line as a whole tells one of its tasks, a later part the other."""
    if not {first.label, other.label} <= TASKS or first.label == other.label or not other.start:
        return False
    if first.confidence < WHOLE or other.confidence < SURE_WHOLE:
        return False
    return other.label not in KIN.get(first.label, ()) and first.label not in KIN.get(other.label, ())
