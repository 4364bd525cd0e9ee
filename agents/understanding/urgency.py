"""Red flags in a line: the reviewed lexicon first, then the trained classifier, which can only make us ask."""

from agents.understanding.classifier import Classifier
from agents.understanding.commands import Emergency
from agents.understanding.words import Locale
from clinic.red_flags import screen

ASK = 0.5
"""From this probability on the classifier has us ask whether it is happening now."""


def find_emergency(text: str, locale: Locale, classifier: Classifier) -> Emergency | None:
    """The most urgent thing the line says, or None. A benign reading of the lexicon's guards is not overruled."""
    flag = screen(text, locale)
    if flag and flag.sure:
        return Emergency(kind=flag.kind, sure=True)
    likely = classifier.read(text[-600:]).red_flags
    kinds = {kind: p for kind, p in likely.items() if kind != "any"}
    best = max(kinds, key=lambda k: kinds[k])
    if flag:
        return Emergency(kind=flag.kind, sure=False)
    if likely["any"] >= ASK or kinds[best] >= ASK:
        return Emergency(kind=best, sure=False)  # type: ignore[arg-type]
    return None
