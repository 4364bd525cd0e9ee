"""Facts and texts as a voice says them: dates, times and numbers in words, phones in groups, no addresses of the web.

Speech synthesis reads "3/4", "9:05" or "212-555-0100" differently from voice to voice; words it reads alike.
"""

import re
from datetime import date, time

from agents.number_words import cardinal, digits_in_words, ordinal, year_in_words

PARTS_OF_DAY = {
    "en": ((12, "in the morning"), (18, "in the afternoon"), (24, "in the evening")),
    "es": ((12, "de la mañana"), (20, "de la tarde"), (24, "de la noche")),
}
"""By the hour before which they hold."""
COUNTED = {
    "en": ("First", "Second", "Third", "Fourth", "Fifth"),
    "es": ("Primero", "Segundo", "Tercero", "Cuarto", "Quinto"),
}
MOST_COUNTED = 4
"""Options read out; of more than these nobody remembers the first, so the question stands alone."""
SITES = {"en": "our website", "es": "nuestra página web"}
TITLES = {
    "en": {"Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "St.": "Street", "Ave.": "Avenue"},
    "es": {"Dr.": "doctor", "Dra.": "doctora", "Sr.": "señor", "Sra.": "señora"},
}
_URL = re.compile(r"(?:https?://|www\.)\S+[\w/]|\b[\w.-]+\.(?:com|org|net|gov|edu)(?:/\S*)?\b")
_PHONE = re.compile(r"\(?\+?\d(?:[\s().-]{0,2}\d){9,13}\b")
_SHORT_NUMBER = re.compile(r"\b(?:911|988|112|211|311|411|711)\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?:\s*([AaPp])\.?\s?[Mm]\b\.?)?")
_ES_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?:\s*([ap])\.?\s?m\.)?")
_UNSPOKEN = re.compile(r"[“”\"«»*_#•]")


def spoken_day(day: date, weekday: str, month: str, language: str) -> str:
    """ "Tuesday, March third"; "martes tres de marzo"."""
    if language == "es":
        return f"{weekday} {_day_of_month_es(day)} de {month}"
    return f"{weekday}, {month} {ordinal(day.day)}"


def spoken_full_date(day: date, month: str, language: str) -> str:
    """ "March fourteenth, nineteen eighty-five"; "catorce de marzo de mil novecientos ochenta y cinco"."""
    year = year_in_words(day.year, language)
    if language == "es":
        return f"{_day_of_month_es(day)} de {month} de {year}"
    return f"{month} {ordinal(day.day)}, {year}"


def _day_of_month_es(day: date) -> str:
    return "primero" if day.day == 1 else cardinal(day.day, "es")


def spoken_clock(moment: time, language: str) -> str:
    """ "nine twenty in the morning"; "nueve y veinte de la mañana"."""
    part = next(words for before, words in PARTS_OF_DAY[language] if moment.hour < before)
    hour = cardinal((moment.hour - 1) % 12 + 1, language)
    if language == "es":
        hour = "una" if hour == "uno" else hour
        minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(
            moment.minute, f" y {cardinal(moment.minute, 'es')}"
        )
        return f"{hour}{minutes} {part if moment.hour != 12 else 'del mediodía'}"
    if (moment.hour, moment.minute) == (12, 0):
        return "twelve noon"
    minutes = (
        f" {'oh ' if moment.minute < 10 else ''}{cardinal(moment.minute, 'en')}" if moment.minute else ""
    )
    return f"{hour}{minutes} {part}"


def spoken_phone(national: str, language: str) -> str:
    """A phone number as written nationally, digit by digit in its groups: "two one two, five five five, …"."""
    groups = re.findall(r"\d+", national)
    return ", ".join(digits_in_words(group, language) for group in groups)


def spelled(word: str) -> str:
    """Letter by letter, slowly: "A. L. V. A. R. E. Z." with a pause between words and at hyphens."""
    parts = [part for part in re.split(r"[^\w]+", word) if part]
    return ", ".join(" ".join(f"{letter.upper()}." for letter in part) for part in parts)


def counted(labels: list[str], language: str) -> str:
    """Options as a voice offers them: "First, … . Second, … ."; a single one stands alone."""
    if len(labels) == 1:
        return f"{labels[0][:1].upper()}{labels[0][1:]}."
    return " ".join(f"{COUNTED[language][at]}, {label}." for at, label in enumerate(labels))


def briefly(labels: list[str], language: str) -> list[str]:
    """Options without what all of them say: with whom and where is said with the first one."""
    begins = {"en": " with ", "es": " con "}[language]
    _, _, shared = labels[0].partition(begins) if labels else ("", "", "")
    tail = f"{begins}{shared}"
    if not shared or not all(label.endswith(tail) for label in labels):
        return labels
    return [labels[0], *(label.removesuffix(tail) for label in labels[1:])]


def speakable(text: str, language: str) -> str:
    """Any text as it can be read aloud; facts that are words already stay as they are."""
    text = _URL.sub(SITES[language], text)
    for short, whole in TITLES[language].items():
        text = text.replace(short, whole)
    text = _PHONE.sub(lambda found: spoken_phone(found.group().removeprefix("+1"), language), text)
    text = _SHORT_NUMBER.sub(lambda found: digits_in_words(found.group(), language), text)
    clock = _ES_CLOCK if language == "es" else _CLOCK
    text = clock.sub(lambda found: _clock_in(found, language), text)
    text = _UNSPOKEN.sub("", text)
    text = re.sub(r"\s*\(([^)]*)\)", r", \1,", text)
    text = re.sub(r"\ba las una\b", "a la una", text)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r",\s*([,.;:?!])", r"\1", text).strip()


def _clock_in(found: re.Match[str], language: str) -> str:
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if hour > 23 or minute > 59:
        return found.group()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return spoken_clock(time(hour, minute), language)
