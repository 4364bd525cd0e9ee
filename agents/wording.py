"""The words of all specialists: `messages.yaml` of each folder, by locale, rendered with facts as parameters."""

from datetime import date, datetime, time
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import yaml
from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from jinja2 import Environment, StrictUndefined, Template

from agents.spoken import (
    counted,
    speakable,
    spelled,
    spoken_clock,
    spoken_day,
    spoken_full_date,
    spoken_phone,
)
from clinic.errors import InvalidConfiguration
from clinic.hours import WEEKDAYS

FALLBACK = "en"
DAY_FORMATS = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
SHORT_DAY_FORMATS = {"en": "EEE, MMM d", "es": "EEE d MMM"}
FULL_DATE_FORMATS = {"en": "MMMM d, y", "es": "d 'de' MMMM 'de' y"}
TIME_FORMATS = {"en": "h:mm a", "es": "h:mm a"}


class Words:
    """Filters that speak dates, times and lists in one language and one time zone."""

    def __init__(self, language: str, zone: ZoneInfo, country: str) -> None:
        self.language = language
        self.zone = zone
        self.country = country

    def _local(self, value: str) -> datetime:
        return datetime.fromisoformat(value).astimezone(self.zone)

    def _date(self, value: str) -> date:
        return date.fromisoformat(value) if len(value) == 10 else self._local(value).date()

    def day(self, value: str) -> str:
        """ISO date or instant -> "Tuesday, March 3"."""
        return format_date(self._date(value), DAY_FORMATS[self.language], locale=self.language)

    def full_date(self, value: str) -> str:
        """ISO date -> "March 14, 1985"."""
        return format_date(date.fromisoformat(value), FULL_DATE_FORMATS[self.language], locale=self.language)

    def short_day(self, value: str) -> str:
        return format_date(self._local(value).date(), SHORT_DAY_FORMATS[self.language], locale=self.language)

    def clock(self, value: str) -> str:
        """ISO instant or HH:MM -> "9:20 AM"."""
        moment = self._time_of_day(value)
        return str(format_time(moment, TIME_FORMATS[self.language], locale=self.language)).replace(" ", " ")

    def _time_of_day(self, value: str) -> time:
        return self._local(value).time() if len(value) > 5 else datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007

    def weekday(self, value: str) -> str:
        """ "mon" -> "Monday"."""
        day = WEEKDAYS.index(value)
        return str(Locale(self.language).days["format"]["wide"][day])

    def language_name(self, value: str) -> str:
        """ISO 639-1 -> "Spanish"; an unknown code as it is."""
        return str(Locale(self.language).languages.get(value, value))

    def phone(self, value: str) -> str:
        """E.164 -> the national form where it is a national number."""
        number = phonenumbers.parse(value, self.country)
        national = phonenumbers.region_code_for_number(number) == self.country
        form = (
            phonenumbers.PhoneNumberFormat.NATIONAL
            if national
            else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        return str(phonenumbers.format_number(number, form))

    def both(self, values: list[str]) -> str:
        """A list as spoken: "a, b, and c"."""
        return str(format_list(values, style="standard", locale=self.language))

    def either(self, values: list[str]) -> str:
        """A list of alternatives as spoken: "a, b, or c"."""
        return str(format_list(values, style="or", locale=self.language))


class SpokenWords(Words):
    """The same filters for a voice: every number in words."""

    def _named(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self.language))

    def day(self, value: str) -> str:
        """ISO date or instant -> "Tuesday, March third"."""
        day = self._date(value)
        return spoken_day(day, self._named(day, "EEEE"), self._named(day, "MMMM"), self.language)

    def full_date(self, value: str) -> str:
        """ISO date -> "March fourteenth, nineteen eighty-five"."""
        day = date.fromisoformat(value)
        return spoken_full_date(day, self._named(day, "MMMM"), self.language)

    def short_day(self, value: str) -> str:
        return self.day(value)

    def clock(self, value: str) -> str:
        """ISO instant or HH:MM -> "nine twenty in the morning"."""
        return spoken_clock(self._time_of_day(value), self.language)

    def phone(self, value: str) -> str:
        """E.164 -> its digits in groups."""
        return spoken_phone(super().phone(value), self.language)

    def spelled(self, value: str) -> str:
        """A name letter by letter."""
        return spelled(value)

    def counted(self, values: list[str]) -> str:
        """Options: "First, … . Second, … ."."""
        return counted(values, self.language)


SPOKEN = "spoken"
"""A message that a voice says in other words has a twin under "<key>_spoken"."""


class Catalog:
    """Messages by key ("scheduling.booked") and locale. English is complete; others fall back to it."""

    def __init__(self, messages: dict[str, dict[str, str]], zone: ZoneInfo, country: str) -> None:
        self._messages = messages
        self._words = {language: Words(language, zone, country) for language in DAY_FORMATS}
        self._spoken = {language: SpokenWords(language, zone, country) for language in DAY_FORMATS}
        self._templates: dict[tuple[str, str, bool], Template] = {}

    @cached_property
    def _environments(self) -> dict[tuple[str, bool], Environment]:
        written = {(language, False): words for language, words in self._words.items()}
        spoken = {(language, True): words for language, words in self._spoken.items()}
        return {key: self._environment(words) for key, words in (written | spoken).items()}

    def _environment(self, words: Words) -> Environment:
        environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701 plain text
        names = [
            "day",
            "full_date",
            "short_day",
            "clock",
            "phone",
            "language_name",
            "weekday",
            "both",
            "either",
        ]
        for name in (*names, *(("spelled", "counted") if isinstance(words, SpokenWords) else ())):
            environment.filters[name] = getattr(words, name)
        environment.filters["task"] = partial(self._task, words.language)
        return environment

    def _task(self, language: str, task: dict[str, Any]) -> str:
        """What a task is called ("the refill"): `kind` is a TaskKind, `person` whom it is for, when not the speaker."""
        return self.render("reception.task", language, **task)

    def words(self, language: str) -> Words:
        return self._words[language]

    def has(self, key: str) -> bool:
        return key in self._messages

    def source(self, key: str, language: str) -> str:
        """The message as written, with its facts as placeholders."""
        return self._messages[key][language]

    def keys(self) -> dict[str, set[str]]:
        """Locales by key, for the tests that hold the catalogs complete."""
        return {key: set(by_locale) for key, by_locale in self._messages.items()}

    def render(self, key: str, language: str, **params: Any) -> str:
        """The message in `language`, or in English when it has none. Unknown keys and missing facts raise."""
        return self._template(key, language, spoken=False).render(**params).strip()

    def speak(self, key: str, language: str, **params: Any) -> str:
        """The same as a voice says it: facts in words, and nothing that can only be read."""
        twin = f"{key}_{SPOKEN}"
        template = self._template(twin if self.has(twin) else key, language, spoken=True)
        return speakable(template.render(**params), language)

    def _template(self, key: str, language: str, *, spoken: bool) -> Template:
        template = self._templates.get((key, language, spoken))
        if template is None:
            by_locale = self._messages.get(key)
            if by_locale is None:
                raise InvalidConfiguration(f"No message '{key}' in any messages.yaml.")
            text = by_locale.get(language) or by_locale[FALLBACK]
            template = self._environments[language, spoken].from_string(text)
            self._templates[key, language, spoken] = template
        return template


def load_catalog(zone: ZoneInfo, country: str, *more: Path) -> Catalog:
    """The words of every specialist, and of the folders in `more`; a key is "<folder>.<name>"."""
    folders = (*(path.parent for path in sorted(Path(__file__).parent.glob("*/messages.yaml"))), *more)
    messages = {
        f"{folder.name}.{name}": said for folder in folders for name, said in _words_in(folder).items()
    }
    return Catalog(messages, zone, country)


@cache
def _words_in(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "messages.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)  # the C twin of safe_load
    return words
