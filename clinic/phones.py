"""Phone numbers as people write them, and as records hold them: E.164."""

import phonenumbers


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
