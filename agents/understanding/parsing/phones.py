"""Telephone numbers, written or spoken, as E.164; and one-time codes.

Numbers are judged by libphonenumber for the clinic's country.
"""

import re

import phonenumbers

from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale, word_list

_SPOKEN = re.compile(word_list("common")["spoken_phone"])
_NOT_A_NUMBER = re.compile(word_list("common")["no_phone"])


def e164(text: str, region: str) -> str | None:
    """The number as E.164; None when it cannot be dialled."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def find_phone(
    text: str, locale: Locale, digitised: Digitised | None = None, region: str = "US"
) -> Found | None:
    """The first number that can be dialled. None when there is none, or only something that looks like one."""
    digits = digitised or digitise(fold(text), locale)
    if sum(char.isdigit() for char in digits.text) < 7 or _NOT_A_NUMBER.search(digits.text):
        return None
    for match in phonenumbers.PhoneNumberMatcher(digits.text, region, leniency=phonenumbers.Leniency.VALID):
        number = str(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        return Found(*digits.span(match.start, match.end), number)
    for run in _SPOKEN.finditer(digits.text):
        joined = re.sub(r"\D", "", run.group())
        prefix = "+" if run.group().startswith(("+", "plus")) else ""
        if 10 <= len(joined) <= 11 or prefix:
            number = e164(prefix + joined, region) or ""
            if number:
                return Found(*digits.span(run.start(), run.end()), number)
    return None


def find_code(text: str, locale: Locale, digitised: Digitised | None = None) -> Found | None:
    """A one-time code: 4 to 8 digits, however grouped or spoken."""
    digits = digitised or digitise(fold(text), locale)
    for run in re.finditer(r"(?<![\d])\d(?:[\d \-,.]*\d)?(?!\d)", digits.text):
        joined = re.sub(r"\D", "", run.group())
        if 4 <= len(joined) <= 8:
            return Found(*digits.span(run.start(), run.end()), joined)
    return None
