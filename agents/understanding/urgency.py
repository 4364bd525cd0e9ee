"""Red flags in a line: the reviewed lexicon first, then the trained classifier, which can only make us ask."""

from agents.understanding.classifier import Classifier
from agents.understanding.commands import Emergency
from agents.understanding.words import Locale
from clinic.red_flags import screen

ASK = 0.5
"""From this probability on the classifier has us ask whether it is happening now …"""
ASK_IN_REPLY = 0.9
"""… and from this one where the line is a reply to our question ("the second one", a name, a time)."""
_TAIL = 600
"""Characters that the classifier reads at once; longer lines are read in such pieces."""


def find_emergency(
    text: str, locale: Locale, classifier: Classifier | None, is_reply: bool = False
) -> Emergency | None:
    """The most urgent thing the line says, or None. The classifier alone is never sure; it may be left out."""
    flag = screen(text, locale)
    if flag and flag.sure:
        return Emergency(kind=flag.kind, sure=True)
    if flag:
        return Emergency(kind=flag.kind, sure=False)
    if classifier is None:
        return None
    least = ASK_IN_REPLY if is_reply else ASK
    for start in range(0, min(len(text), 20 * _TAIL), _TAIL):
        likely = classifier.read(text[start : start + _TAIL]).red_flags
        kinds = {kind: p for kind, p in likely.items() if kind != "any"}
        best = max(kinds, key=lambda kind: kinds[kind])
        if max(likely["any"], kinds[best]) >= least:
            return Emergency(kind=best, sure=False)
    return None
