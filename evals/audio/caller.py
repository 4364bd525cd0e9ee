"""A caller by ear: who they are and what they wish, and what they say to what they heard. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from agents.number_words import digits_in_words, ordinal, year_in_words

MOST_LINES = 16
"""Lines after which a caller gives up."""


@dataclass(frozen=True)
class Sheet:
    """What a caller knows before the call. `patient_id` is for judging alone; `phone` has ten digits."""

    patient_id: str
    name: str
    born: date
    phone: str
    wish: str
    pick: str

    @property
    def birthday(self) -> str:
        return f"{self.born:%B} {ordinal(self.born.day)}, {year_in_words(self.born.year, 'en')}"

    @property
    def number(self) -> str:
        groups = (self.phone[:3], self.phone[3:6], self.phone[6:])
        return ", ".join(digits_in_words(group, "en") for group in groups)


@dataclass(frozen=True)
class Answer:
    """What to say; "" when the caller has what they wanted, or cannot get it: `ends` says why."""

    words: str = ""
    ends: str = ""


def answer_to(heard: str, sheet: Sheet) -> Answer:
    """The first of these that was heard decides, as people answer the question and skip the rest."""
    for pattern, answer in _answers(sheet):
        if re.search(pattern, heard):
            return answer
    return Answer("can you repeat that")


def _answers(sheet: Sheet) -> tuple[tuple[str, Answer], ...]:
    return (
        (r"\bit is booked|is booked\b", Answer(ends="booked")),
        (r"\b(?:our|my) team\b.*\b(?:call|reach|touch)\b|passed\b.*\bteam", Answer(ends="handed to staff")),
        (r"shall i book|would book|yes books", Answer("yes please")),
        (r"first visit", Answer("I have been there before")),
        (r"is all of that right|is this right", Answer("yes")),
        (r"these times|which one|suits you|this time|does one of these", Answer(sheet.pick)),
        (
            r"full name and date of birth|name and the? ?date of birth",
            Answer(f"{sheet.name}, {sheet.birthday}"),
        ),
        (r"date of birth|birthday|when .* born", Answer(sheet.birthday)),
        (r"phone number|area code|ten digits|another phone", Answer(sheet.number)),
        (r"full name|last name|first name|your name", Answer(sheet.name)),
        (r"what kind|kind of visit|what is it for|visit for", Answer("a follow up visit")),
        (r"what day|what time|when would", Answer("next week")),
        (r"yes or no", Answer("yes")),
        (r"what can i do|what do you need|how can i help", Answer(sheet.wish)),
        (r"anything else", Answer(ends="ended without a booking")),
        (r"goodbye", Answer(ends="hung up on")),
    )
