"""One patient line with what the parsers read in it: days, times, who, where; each is read once, when first asked for."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from agents.understanding.context import TurnContext, Vocabulary
from agents.understanding.corrections import repaired
from agents.understanding.parsing.birthdays import find_birth_date
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.emails import find_email
from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.phone_repairs import repaired_phone
from agents.understanding.parsing.phones import find_phone
from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.parsing.times import find_times, from_now
from agents.understanding.vocabulary import find_clinicians, find_sites
from agents.understanding.words import Locale, phrase

_MONTH_FIRST = frozenset({"US", "CA", "PH"})
IDENTITY = frozenset({"first_name", "last_name", "birth_date", "phone", "email"})


@dataclass(frozen=True)
class Line:
    """One line with what the parsers read in it; each is read once, when first asked for."""

    text: str
    locale: Locale
    today: date
    vocabulary: Vocabulary
    expected: str | None = None
    """The slot that the last prompt asked for."""
    region: str = "US"
    anchor: date | None = None
    """The day in hand that "that week" and "same day" mean: of the visit that is moved, else of the wish so far."""
    minute: int = 0
    """Of the clinic's day now: "in an hour" counts from it."""
    known_phone: str = ""
    """The number told so far, as E.164: "the last four are 0124" changes it."""
    of_caller: bool = False
    """The particulars asked for are those of who calls for a patient."""
    _: None = field(default=None, repr=False)

    @classmethod
    def of(cls, turn: TurnContext, text: str, locale: Locale, region: str) -> "Line":
        expected = turn.expects.slot if turn.expects.kind == "slot" else None
        today = turn.now.date()
        anchor = _day_in_hand(turn, today, locale)
        minute = turn.now.hour * 60 + turn.now.minute
        return cls(
            text,
            locale,
            today,
            turn.vocabulary,
            expected,
            region,
            anchor,
            minute,
            _phone_in_hand(turn, locale, region),
            turn.expects.of == "caller",
        )

    def part(self, text: str) -> "Line":
        """Another text, or a part of this one, read in the same circumstances but without expectation."""
        return replace(self, text=text, expected=None)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def digits(self) -> Digitised:
        return digitise(self.folded, self.locale)

    @property
    def day_first(self) -> bool:
        """Whether "5/3" is the fifth of March where the clinic is."""
        return self.region not in _MONTH_FIRST

    @property
    def asks_identity(self) -> bool:
        return self.expected in IDENTITY

    @cached_property
    def birth_date(self) -> Found | None:
        """A birthday, where one is asked for or the line says that it is one, or the year can only be one."""
        if self.expected == "phone" and self.phone_first:
            return None
        found = self._born_as_corrected()
        if found and self.expected == "phone" and not _is_written_date(self.text[found.start : found.end]):
            return None  # part of a number
        if found is None or self.asks_identity or phrase("slots.born", self.locale).search(self.folded):
            return found
        said = self.folded[found.start : found.end]
        if re.fullmatch(r"[a-z]+\.? \d{1,2} ?- ?\d\d", said):
            return None  # "November 19-20" are two days
        if not found.value or int(found.value[:4]) >= self.today.year - 1:
            return None
        return found if _tells_year(found.value[:4], said, self.digits.text) else None

    def _born_as_corrected(self) -> Found | None:
        """The birthday of the line, or, of "March 4 1971, sorry, March 14 1971", the second."""
        found = find_birth_date(self.text, self.today, self.locale, self.digits, self.day_first)
        if found is None or not self.asks_identity:
            return found
        rest = digitise(" " * found.end + self.folded[found.end :], self.locale)
        again = find_birth_date(self.text, self.today, self.locale, rest, self.day_first)
        return repaired(self.folded, [found, again], self.locale)[-1] if again and again.value else found

    @cached_property
    def phone_first(self) -> Found | None:
        """The number in the whole line, for the prompt that asks for one: "12.1 - 23.71 - 23.45" is no birthday then."""
        return find_phone(self.text, self.locale, self.digits, self.region)

    @cached_property
    def phone(self) -> Found | None:
        if self.expected == "phone" and self.phone_first:
            return self.phone_first
        text = self.digits
        if self.birth_date:
            text = digitise(blank(self.folded, [self.birth_date]), self.locale)
        return find_phone(self.text, self.locale, text, self.region) or self.corrected_phone

    @cached_property
    def corrected_phone(self) -> Found | None:
        """The number in hand with the part that the line puts right."""
        if not self.known_phone:
            return None
        return repaired_phone(self.digits, self.known_phone, self.locale, self.region)

    @cached_property
    def email(self) -> Found | None:
        return (
            find_email(self.text)
            if "@" in self.text or " at " in self.folded or "arroba" in self.folded
            else None
        )

    @cached_property
    def taken(self) -> list[Found]:
        """Spans that are not dates or times of a visit: birthday, phone, e-mail."""
        return [one for one in (self.birth_date, self.phone, self.email) if one]

    @cached_property
    def rest(self) -> Digitised:
        return digitise(blank(self.folded, self.taken), self.locale) if self.taken else self.digits

    @cached_property
    def all_dates(self) -> list[Found]:
        found = self._days_in(self.rest)
        if len(found) < 2:
            return found
        within = self._times_within(found)
        if not within:
            return found
        # "the first Monday at 2 of next month": with the time left out the day is in one piece
        rest = self.rest.without([(_with_lead(self.folded, one.start), one.end) for one in within])
        whole = self._days_in(rest)
        kept = all(any(_holds(one, day) for one in whole) for day in found)
        return whole if len(whole) < len(found) and kept else found

    def _days_in(self, digits: Digitised, ranges: bool = True) -> list[Found]:
        return find_dates(
            self.text, self.today, self.locale, digits, ranges, anchor=self.anchor, day_first=self.day_first
        )

    def _times_within(self, days: list[Found]) -> list[Found]:
        """Times between the first and the last of the days."""
        times = find_times(self.text, self.locale, self.rest, dated=True)
        return [one for one in times if days[0].end <= one.start and one.end <= days[-1].start]

    @cached_property
    def days_apart(self) -> list[Found]:
        """The days of "move Friday to Monday" one by one."""
        return self._days_in(self.rest, ranges=False)

    @cached_property
    def dates(self) -> list[Found]:
        return repaired(self.folded, self.all_dates, self.locale)

    @cached_property
    def times(self) -> list[Found]:
        soon = self.from_now
        told = self._told_times
        # "later today, after 3:30" is after 3:30
        return [one for one in told if not _overlap(one, soon)] or [soon] if soon else told

    @cached_property
    def _told_times(self) -> list[Found]:
        days = [day for day in self.all_dates if day.value]
        bare = self.expected == "time"
        found = find_times(self.text, self.locale, self.rest, bare=bare, dated=bool(days))
        pieces = self._days_in(self.rest)
        numbered = [day for day in pieces if re.search(r"\d", self.folded[day.start : day.end])]
        if any(_overlap(day, time) and not _holds(day, time) for day in numbered for time in found):
            # the number of "el 12 por la tarde" is the day's, the part of the day stays
            without = digitise(blank(self.folded, [*self.taken, *numbered]), self.locale)
            found = find_times(self.text, self.locale, without, bare=bare)
        outside = [t for t in found if not any(_holds(d, t) for d in pieces) or self._is_tonight(t)]
        if pieces and outside:
            outside = self._closer(outside, pieces)
        return _exact(self.folded, repaired(self.folded, outside, self.locale))

    def _is_tonight(self, time: Found) -> bool:
        """ "Tonight" is both a day and a part of it."""
        return self.folded[time.start : time.end] == "tonight"

    def _closer(self, parts: list[Found], days: list[Found]) -> list[Found]:
        """ "Early Thursday morning", "at 7 on Sunday evening": the time in one piece, without the day within it."""
        rest = self.rest.without([(day.start, day.end) for day in days])
        told = find_times(self.text, self.locale, rest, dated=True)
        if len(parts) == len(told) == 1 and len(parts[0].value) > 5 and told[0].start < parts[0].start:
            return told
        return told if 0 < len(told) < len(parts) else parts

    @cached_property
    def from_now(self) -> Found | None:
        """ "In an hour", as a time of today."""
        return from_now(self.rest, self.minute, self.locale)

    @cached_property
    def clinicians(self) -> list[Found]:
        found = [
            one
            for one in find_clinicians(self.text, self.vocabulary, self.expected == "clinician")
            if not any(_overlap(one, day) for day in self.all_dates)  # "Día de Reyes" is a day
        ]
        if self.expected in ("first_name", "last_name"):  # a bare name is the patient's own
            found = [one for one in found if self.folded.startswith(("dr", "doctor"), one.start)]
        return repaired(self.folded, found, self.locale)

    @cached_property
    def site(self) -> Found | None:
        named = find_sites(self.text, self.vocabulary)
        if len(named) > 1:  # "Riverside, not Main Street"
            named = repaired(self.folded, named, self.locale)
        found = named[0] if named else None
        return (
            None
            if found and any(c.start < found.end and found.start < c.end for c in self.clinicians)
            else found
        )

    @property
    def impossible_date(self) -> bool:
        """A date was said that no calendar has, or that nobody can be born on."""
        told = self.birth_date if self.expected == "birth_date" else None
        return bool(told and not told.value) or any(not one.value for one in self.dates)


def _tells_year(year: str, said: str, digits: str) -> bool:
    """The 10 of "August 22, ten to twelve" is an hour; the 85 of "March 14 85" can only be a year."""
    in_full = year in digits or re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]\d\d|'\d\d", said)
    return bool(in_full) or int(year[2:]) >= 60


def _is_written_date(text: str) -> bool:
    return "/" in text or bool(re.search(r"[a-z]{3}", fold(text)) and re.search(r"\d", text))


def _with_lead(folded: str, start: int) -> int:
    """Where a time begins with the words before it: "from", "at", "de las"."""
    lead = re.search(r"(?:(?:from|at|between|around|de|desde|entre|a)(?: las?)? )$", folded[:start])
    return lead.start() if lead else start


def _holds(day: Found, time: Found) -> bool:
    return day.start <= time.start and time.end <= day.end


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _day_in_hand(turn: TurnContext, today: date, locale: Locale) -> date | None:
    """The day of the visit that is moved, else the day wished for so far, else the only day of the last prompt."""
    told = [turn.filled.get(slot, "")[:10] for slot in ("appointment_date", "date")]
    told += [f.value for f in find_dates(turn.previous or "", today, locale) if len(f.value) == 10][:1]
    return next((date.fromisoformat(day) for day in told if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), None)


def _phone_in_hand(turn: TurnContext, locale: Locale, region: str) -> str:
    told = turn.filled.get("phone", "")
    if told.startswith("+"):
        return told
    said = find_phone(turn.previous or "", locale, region=region)
    return said.value if said else ""


def _exact(folded: str, times: list[Found]) -> list[Found]:
    """Without the parts of the day beside or around a closer time ("mornings are best, about ten", "8pm de la tarde")."""
    exact = [one for one in times if len(one.value) == 5]
    return [
        one
        for one in times
        if len(one.value) == 5
        or not (
            any(0 <= one.start - t.end <= 4 for t in exact)
            or any(
                _within(other.value, one.value) and not _apart(folded, one, other)
                for other in times
                if other is not one
            )
        )
    ]


def _apart(folded: str, one: Found, other: Found) -> bool:
    """ "Monday morning or early on Tuesday": each of two wishes has its own part of the day."""
    first, last = sorted((one, other), key=lambda found: found.start)
    return bool(re.search(r"\b(?:or|o|u)\b", folded[first.end : last.start]))


def _within(value: str, part: str) -> bool:
    """Whether a time or range lies in a wider range."""
    return value != part and part[:5] <= value[:5] and value[-5:] <= part[6:]
