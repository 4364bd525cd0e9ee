"""Spoken numbers as digits: "march twenty first nineteen eighty five" becomes "march 21st 1985"; slips in days mended."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agents.understanding.parsing.spelling import calendar_word
from agents.understanding.words import Locale, word_list, words

_TOKEN = re.compile(r"[a-z']+|\d+|[^a-z'\d]+")
_CENTURIES = (18, 19, 20)
_BEFORE_PRONOUN = frozenset(word_list("common")["before_pronoun_one"])


@dataclass(frozen=True, slots=True)
class Digitised:
    """A text with its number words as digits, and for each character the offset it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood in the original."""
        return self.offsets[start], self.offsets[end]

    def without(self, spans: list[tuple[int, int]]) -> "Digitised":
        """The text as if what stood there had not been said; offsets still are those of the original."""
        kept: list[tuple[str, int]] = []
        for char, offset in zip(self.text, self.offsets, strict=False):
            gone = any(start <= offset < end for start, end in spans)
            if not gone and not (char == " " and kept and kept[-1][0] == " "):
                kept.append((char, offset))
        return Digitised("".join(c for c, _ in kept), (*(o for _, o in kept), self.offsets[-1]))


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    is_word: bool


class _Reader:
    """Walks the words of one line; numbers begin at `at`, gaps between their words may be a space or a hyphen."""

    def __init__(self, folded: str, locale: Locale) -> None:
        lists = words(locale)
        self.numbers: dict[str, int] = lists["numbers"]
        self.ordinals: dict[str, int] = lists["ordinals"]
        self.hundreds: dict[str, int] = lists["hundreds"]
        self.thousand: str = lists["thousand"]
        self.joiner: str = lists["joiner"]
        self.zeros: list[str] = lists["zeros"]
        self.repeats: dict[str, int] = lists["repeats"]
        self.locale = locale
        self.tokens = [
            _Token(m.group(), m.start(), m.group()[0].isalpha() or m.group()[0].isdigit())
            for m in _TOKEN.finditer(folded)
        ]

    def word(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def follows(self, at: int) -> int:
        """Index of the word after `at` when only a space or hyphen lies between, else -1."""
        if at + 2 < len(self.tokens) and self.tokens[at + 1].text in (" ", "-", "  "):
            return at + 2
        return -1

    def below_hundred(self, at: int) -> tuple[int, int, bool] | None:
        """(value, index of its last word, is ordinal) of the number below 100 that starts at `at`."""
        word = self.word(at)
        if word in self.ordinals:
            if self.word(self.follows(at)) == "thing":
                return None  # "first thing" counts nothing
            return self.ordinals[word], at, True
        if word not in self.numbers:
            return None
        value = self.numbers[word]
        joined = self.follows(at)
        if value < 20 or value % 10 or joined < 0:
            return value, at, False
        if self.locale == "es" and self.word(joined) == self.joiner:
            joined = self.follows(joined)
            if joined < 0:
                return value, at, False
        elif self.locale == "es":
            return value, at, False
        unit = self.word(joined)
        if 0 < self.numbers.get(unit, 0) < 10:
            return value + self.numbers[unit], joined, False
        if self.ordinals.get(unit, 99) < 10:
            return value + self.ordinals[unit], joined, True
        return value, at, False

    def number(self, at: int) -> tuple[str, int] | None:
        """Digits and index of the last word of the whole number that starts at `at`."""
        large = self._large(at)
        if large is not None:
            return large
        small = None if self._is_pronoun(at) else self.below_hundred(at)
        if small is None:
            return self._zero_or_repeat(at)
        value, last, ordinal = small
        if not ordinal and value in _CENTURIES and self.locale == "en":
            after = self.follows(last)
            rest = self.below_hundred(after) if after >= 0 else None
            if rest and 10 <= rest[0] <= 99 and not rest[2]:
                return f"{value}{rest[0]}", rest[1]
            unit = self.follows(after) if after >= 0 and self.word(after) in self.zeros else -1
            if unit >= 0 and self.word(unit) in self.numbers and self.numbers[self.word(unit)] < 10:
                return f"{value}0{self.numbers[self.word(unit)]}", unit
        return f"{value}th" if ordinal else str(value), last

    def with_ending(self, at: int) -> tuple[str, str] | None:
        """The digits and the ending of "five's fine" and "elevenish"; "one's" is no number."""
        match = re.fullmatch(r"([a-z]+?)('s|ish)", self.word(at)) if self.locale == "en" else None
        if match is None or match[1] == "one" or match[1] not in self.numbers:
            return None
        return str(self.numbers[match[1]]), match[2]

    def _is_pronoun(self, at: int) -> bool:
        """ "the afternoon one" counts nothing."""
        before = self.word(at - 2) if at >= 2 else ""
        return self.word(at) == "one" and before in _BEFORE_PRONOUN and not self._is_digit(self.follows(at))

    def _large(self, at: int) -> tuple[str, int] | None:
        """Hundreds and thousands: "two thousand and ten", "mil novecientos ochenta y cinco", "eight hundred"."""
        total, last, any_large = 0, at - 1, False
        word, next_at = self.word(at), self.follows(at)
        if word == self.thousand and self.locale == "es":
            total, last, any_large = 1000, at, True
        elif word in self.numbers and next_at >= 0 and self.word(next_at) == self.thousand:
            total, last, any_large = self.numbers[word] * 1000, next_at, True
        position = self.follows(last) if any_large else at
        if position >= 0:
            word, next_at = self.word(position), self.follows(position)
            if self.locale == "es" and word in self.hundreds:
                total, last, any_large = total + self.hundreds[word], position, True
            elif (
                word in self.numbers
                and next_at >= 0
                and self.word(next_at) in self.hundreds
                and self.locale == "en"
            ):
                total, last, any_large = total + self.numbers[word] * 100, next_at, True
        if not any_large:
            return None
        position = self.follows(last)
        if position >= 0 and self.word(position) == self.joiner:
            position = self.follows(position)
        rest = self.below_hundred(position) if position >= 0 else None
        # "eight hundred five five five": digit by digit, not 805; a year goes on ("two thousand ten").
        if rest and (total >= 1000 or rest[0] >= 10 or self.locale == "es"):
            return f"{total + rest[0]}", rest[1]
        return str(total), last

    def _zero_or_repeat(self, at: int) -> tuple[str, int] | None:
        word, after = self.word(at), self.follows(at)
        if word in self.repeats and after >= 0:
            digit = (
                self.word(after)
                if self.word(after).isdigit()
                else str(self.numbers.get(self.word(after), ""))
            )
            if self.word(after) in self.zeros:
                digit = "0"
            if len(digit) == 1:
                return " ".join(digit * self.repeats[word]), after
        if word in self.zeros and self._is_digit(after):
            return "0", at
        return None

    def _is_digit(self, at: int) -> bool:
        word = self.word(at) if at >= 0 else ""
        return word.isdigit() or word in self.numbers or word in self.repeats or word in self.zeros


@lru_cache(maxsize=128)  # the parsers of a line all ask, and what we said before is said to many
def digitise(folded: str, locale: Locale) -> Digitised:
    """Replace number words by digits and ordinal words by digits with "th". `folded` is the result of `fold`."""
    reader = _Reader(folded, locale)
    text: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(reader.tokens):
        token = reader.tokens[at]
        number = reader.number(at) if token.is_word and not token.text.isdigit() else None
        if number is None and (with_ending := reader.with_ending(at)):
            value, ending = with_ending
            text.append(value + ending)
            inside = len(token.text) - len(ending)
            offsets.extend([token.start] + [token.start + 1] * (len(value) - 1))
            offsets.extend(range(token.start + inside, token.start + len(token.text)))
            at += 1
            continue
        if number is None:
            said = (token.is_word and calendar_word(token.text, locale)) or token.text
            text.append(said)
            end = token.start + len(token.text)
            offsets.extend(min(token.start + i, end) for i in range(len(said)))
            at += 1
            continue
        digits, last = number
        text.append(digits)
        end = reader.tokens[last].start + len(reader.tokens[last].text)
        offsets.extend([token.start] + [min(token.start + 1, end)] * (len(digits) - 1))
        at = last + 1
    return Digitised("".join(text), (*offsets, len(folded)))
