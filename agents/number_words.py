"""Numbers in words, English and Spanish: as many as dates, times and phone numbers need (0 to 9999)."""


def _in_a_row(words: str) -> list[str]:
    return words.split()


_EN = _in_a_row(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = _in_a_row("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_EN_ORDINALS = {
    1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth",
}  # fmt: skip
_ES = _in_a_row(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_ES_TENS = _in_a_row("_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = _in_a_row(
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)


def cardinal(number: int, language: str) -> str:
    """0 to 9999 in words. Raises ValueError for others."""
    if not 0 <= number <= 9999:
        raise ValueError("Only numbers from 0 to 9999 are put into words.")
    return _spanish(number) if language == "es" else _english(number)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _EN_TENS[tens] + (f"-{_EN[ones]}" if ones else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, size)
    return f"{_EN[many]} {name}" + (f" {_english(rest)}" if rest else "")


def _spanish(number: int) -> str:
    if number < 30:
        return _ES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _ES_TENS[tens] + (f" y {_ES[ones]}" if ones else "")
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _ES_HUNDREDS[hundreds] + (f" {_spanish(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    begin = "mil" if thousands == 1 else f"{_ES[thousands]} mil"
    return begin + (f" {_spanish(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """1 to 99 as an English ordinal: "third", "twenty-first"."""
    words = _english(number)
    head, dash, last = words.rpartition("-")
    ones = number % 10 if dash else number
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return head + dash + _EN_ORDINALS.get(ones, regular)


def year_in_words(year: int, language: str) -> str:
    """ "nineteen eighty-five", "two thousand four", "twenty twenty-six"; Spanish as any number."""
    if language == "es" or 2000 <= year <= 2009 or year < 1100:
        return cardinal(year, language)
    century, rest = divmod(year, 100)
    if rest == 0:
        return f"{_english(century)} hundred"
    return f"{_english(century)} {'oh ' if rest < 10 else ''}{_english(rest)}"


def digits_in_words(digits: str, language: str) -> str:
    """Each digit by itself: "nine one one"."""
    return " ".join((_ES if language == "es" else _EN)[int(digit)] for digit in digits)
