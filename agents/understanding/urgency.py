"""Red flags in a line: the reviewed lexicon and the trained classifier; either may raise one, neither takes one back.

What the lexicon alone is sure of, while the classifier hears a calm line, is asked about instead of alarmed about.
"""

from typing import get_args

from agents.understanding.classifier import BENIGN, Classifier
from agents.understanding.commands import Emergency, EmergencyKind
from agents.understanding.encoder import LONGEST
from agents.understanding.words import Locale
from clinic.red_flags import screen

KINDS: tuple[EmergencyKind, ...] = get_args(EmergencyKind)
IN_REPLY = 0.9
"""The classifier asks from this probability on where the line is a reply to our question ("the second one", a name)."""
UNHEARD = 0.02
"""Below this probability the classifier hears no danger at all. The calmest of 101 lines of danger that the lexicon is
sure of, and that nobody had trained on, was at 0.03; half the look-alikes that it is wrongly sure of are below."""
_PIECES = 30
"""Longer lines are read in pieces, this many at most."""
_CALM = 0.03
"""Of a reply, or a later piece of a long line, that the n-grams find this harmless the encoder is not asked."""


def find_emergency(
    text: str, locale: Locale, classifier: Classifier | None, is_reply: bool = False
) -> Emergency | None:
    """The most urgent thing the line says, or None. The classifier may be left out."""
    flag = screen(text, locale)
    if flag and flag.denied:
        return Emergency(kind=flag.kind, sure=False)
    if flag and flag.sure and is_reply:
        return Emergency(kind=flag.kind, sure=True)
    likely = _likeliest(text, classifier, is_reply) if classifier else None
    if flag and flag.sure:
        return Emergency(kind=flag.kind, sure=likely is None or likely[1] >= UNHEARD)
    if likely and classifier and likely[1] >= classifier.sure_from and not is_reply:
        return Emergency(kind=flag.kind if flag else likely[0], sure=True)
    if flag:
        return Emergency(kind=flag.kind, sure=False)
    if (
        likely
        and classifier
        and likely[1] >= (max(IN_REPLY, classifier.ask_from) if is_reply else classifier.ask_from)
    ):
        return Emergency(kind=likely[0], sure=False)
    return None


def _likeliest(text: str, classifier: Classifier, is_reply: bool) -> tuple[EmergencyKind, float] | None:
    """The likeliest kind in any piece of the line, and how likely it is that the piece tells of danger at all."""
    found: tuple[EmergencyKind, float] | None = None
    for start in range(0, min(len(text), _PIECES * LONGEST), LONGEST):
        reading = classifier.read(text[start : start + LONGEST])
        if (is_reply or start) and 1 - reading.cheap_red_flags[BENIGN] < _CALM:
            continue
        danger = 1 - reading.red_flags[BENIGN]
        if found is None or danger > found[1]:
            likeliest = max(KINDS, key=lambda kind: reading.red_flags[kind])
            found = likeliest, danger
    return found
