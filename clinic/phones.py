"""Phone numbers as people write them, and as records hold them: E.164."""

from collections.abc import Collection
from typing import Literal

import phonenumbers
from rapidfuzz.distance import OSA

PhoneMatch = Literal["on_file", "digit", "different", "unknown"]
"""digit: one digit wrong, or two neighbours exchanged; unknown: none told, or none on file."""


def phone_e164(written: str, country: str) -> str | None:
    """The number in E.164 ("+12125550123"), or None if no such number can exist.

    `country` (ISO 3166, such as "US") is where numbers without a country code are dialled.
    Validity is libphonenumber's: area and exchange exist, not that somebody answers.
    """
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_country(code: str) -> bool:
    """Whether numbers can be dialled from this ISO 3166 code, in capitals."""
    return code in phonenumbers.SUPPORTED_REGIONS


def same_phone(one: str, other: str, country: str) -> bool:
    """Whether two written numbers ring the same line; extensions are not compared."""
    first, second = phone_e164(one, country), phone_e164(other, country)
    return first is not None and first == second


def compare_phones(told: str | None, on_file: Collection[str]) -> PhoneMatch:
    """How a number told fits those on file, all in E.164."""
    if told is None or not on_file:
        return "unknown"
    if told in on_file:
        return "on_file"
    return "digit" if any(OSA.distance(told, each) == 1 for each in on_file) else "different"


def spellings(number: str) -> tuple[str, ...]:
    """Ways in which records hold an E.164 number, for searches that compare letter by letter."""
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = str(parsed.national_number)
    written = [number, number.removeprefix("+"), national, digits]
    if parsed.country_code == 1:
        area, exchange, line = digits[:3], digits[3:6], digits[6:]
        written += [f"{area}-{exchange}-{line}", f"+1 {area}-{exchange}-{line}", f"{area}.{exchange}.{line}"]
    return tuple(dict.fromkeys(written))
