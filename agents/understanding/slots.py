"""The values that a line holds, each with where it was said, as SetSlot commands in order."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from agents.understanding.acts import mentions
from agents.understanding.commands import SetSlot, SlotName
from agents.understanding.context import TurnContext, Vocabulary
from agents.understanding.corrections import repaired
from agents.understanding.parsing.birthdays import find_birth_date
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.emails import find_email
from agents.understanding.parsing.names import find_name
from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.phones import find_phone
from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.parsing.times import find_times
from agents.understanding.vocabulary import find_clinicians, find_medicine, find_site, find_visit_type
from agents.understanding.words import Locale, phrase, words

IDENTITY = frozenset({"first_name", "last_name", "birth_date", "phone", "email"})


@dataclass(frozen=True, slots=True)
class Said:
    """A value and where it stood; spans let corrections and several tasks sort out what belongs where."""

    start: int
    end: int
    slot: SlotName
    value: str

    @property
    def command(self) -> SetSlot:
        return SetSlot(slot=self.slot, value=self.value)


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
    _: None = field(default=None, repr=False)

    @classmethod
    def of(cls, turn: TurnContext, text: str, locale: Locale, region: str) -> "Line":
        expected = turn.expects.slot if turn.expects.kind == "slot" else None
        today = turn.now.date()
        anchor = _day_in_hand(turn, today, locale)
        return cls(text, locale, today, turn.vocabulary, expected, region, anchor)

    def part(self, text: str) -> "Line":
        """Another text, or a part of this one, read in the same circumstances but without expectation."""
        return Line(text, self.locale, self.today, self.vocabulary, None, self.region, self.anchor)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def digits(self) -> Digitised:
        return digitise(self.folded, self.locale)

    @property
    def asks_identity(self) -> bool:
        return self.expected in IDENTITY

    @cached_property
    def birth_date(self) -> Found | None:
        """A birthday, where one is asked for or the line says that it is one, or the year can only be one."""
        if self.expected == "phone" and self.phone_first:
            return None
        found = find_birth_date(self.text, self.today, self.locale, self.digits)
        if found and self.expected == "phone" and not _is_written_date(self.text[found.start : found.end]):
            return None  # part of a number
        if found is None or self.asks_identity or phrase("slots.born", self.locale).search(self.folded):
            return found
        said = self.folded[found.start : found.end]
        if re.fullmatch(r"[a-z]+\.? \d{1,2} ?- ?\d\d", said):
            return None  # "November 19-20" are two days
        return found if found.value and int(found.value[:4]) < self.today.year - 1 else None

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
        return find_phone(self.text, self.locale, text, self.region)

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
        return find_dates(self.text, self.today, self.locale, self.rest, anchor=self.anchor)

    @cached_property
    def days_apart(self) -> list[Found]:
        """The days of "move Friday to Monday" one by one."""
        return find_dates(self.text, self.today, self.locale, self.rest, ranges=False, anchor=self.anchor)

    @cached_property
    def dates(self) -> list[Found]:
        return repaired(self.folded, self.all_dates, self.locale)

    @cached_property
    def times(self) -> list[Found]:
        days = [day for day in self.all_dates if day.value]
        bare = self.expected == "time"
        found = find_times(self.text, self.locale, self.rest, bare=bare)
        numbered = [day for day in days if re.search(r"\d", self.folded[day.start : day.end])]
        if any(_overlap(day, time) for day in numbered for time in found):
            # the number of "el 12 por la tarde" is the day's, the part of the day stays
            without = digitise(blank(self.folded, [*self.taken, *numbered]), self.locale)
            found = find_times(self.text, self.locale, without, bare=bare)
        outside = [t for t in found if not any(d.start <= t.start and t.end <= d.end for d in days)]
        return _exact(repaired(self.folded, outside, self.locale))

    @cached_property
    def clinicians(self) -> list[Found]:
        if self.expected in ("first_name", "last_name"):
            return []
        found = find_clinicians(self.text, self.vocabulary, self.expected == "clinician")
        return repaired(self.folded, found, self.locale)

    @cached_property
    def site(self) -> Found | None:
        found = find_site(self.text, self.vocabulary)
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


def _is_written_date(text: str) -> bool:
    return "/" in text or bool(re.search(r"[a-z]{3}", fold(text)) and re.search(r"\d", text))


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _day_in_hand(turn: TurnContext, today: date, locale: Locale) -> date | None:
    """The day of the visit that is moved, else the day wished for so far, else the only day of the last prompt."""
    told = [turn.filled.get(slot, "")[:10] for slot in ("appointment_date", "date")]
    told += [f.value for f in find_dates(turn.previous or "", today, locale) if len(f.value) == 10][:1]
    return next((date.fromisoformat(day) for day in told if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), None)


def _exact(times: list[Found]) -> list[Found]:
    """Without the parts of the day beside or around an exact time ("mornings are best, about ten", "8pm de la tarde")."""
    exact = [one for one in times if len(one.value) == 5]
    return [
        one
        for one in times
        if len(one.value) == 5
        or not any(one.value[:5] <= t.value <= one.value[6:] or 0 <= one.start - t.end <= 4 for t in exact)
    ]


def identity(line: Line) -> list[Said]:
    """Name, birthday, phone and e-mail that the line tells."""
    said: list[Said] = []
    expected = line.expected if line.expected in ("first_name", "last_name") else None
    if expected is None and line.asks_identity:
        name = find_name(line.text, line.locale, None, line.taken)
    else:
        name = find_name(line.text, line.locale, expected, line.taken)
    if name and name.first:
        said.append(Said(name.start, name.end, "first_name", name.first))
    if name and name.last:
        said.append(Said(name.start, name.end, "last_name", name.last))
    if person := _person_called_for(line):
        said.append(person)
    if line.birth_date and line.birth_date.value:
        said.append(Said(line.birth_date.start, line.birth_date.end, "birth_date", line.birth_date.value))
    if line.phone:
        said.append(Said(line.phone.start, line.phone.end, "phone", line.phone.value))
    if line.email:
        said.append(Said(line.email.start, line.email.end, "email", line.email.value))
    return said


def _person_called_for(line: Line) -> Said | None:
    """ "I'm Ana, his mother" calls for a child; whoever calls for a spouse is one."""
    match = re.search(words(line.locale)["caller_is"], line.folded)
    if not match:
        return None
    parent = re.search(r"\b(?:mother|mom|mum|father|dad|parent|madre|mama|padre|papa)$", match.group())
    spouse = re.search(r"\b(?:wife|husband|spouse|espos[oa]|marido|mujer)$", match.group())
    if not parent and not spouse:
        return None
    return Said(match.start(), match.end(), "person", "child" if parent else "spouse")


def visit(line: Line) -> list[Said]:
    """What the line tells of a visit: day, time, clinician, site, kind, for whom."""
    said = [Said(one.start, one.end, "date", one.value) for one in line.dates if one.value]
    said += [Said(one.start, one.end, "time", one.value) for one in line.times]
    said += [Said(one.start, one.end, "clinician", one.value) for one in line.clinicians]
    if line.site:
        said.append(Said(line.site.start, line.site.end, "site", line.site.value))
    if not line.dates and (others := _days_but(line)):
        said.append(others)
    if not any(one.slot == "date" for one in said) and (soon := mentions("asap", line.folded, line.locale)):
        said.append(Said(soon.start(), soon.end(), "date", "any"))
    if not any(one.slot == "clinician" for one in said) and (
        anyone := phrase("slots.anyone", line.locale).search(line.folded)
    ):
        said.append(Said(anyone.start(), anyone.end(), "clinician", "any"))
    if person := _person(line):
        said.append(person)
    return said


def _days_but(line: Line) -> Said | None:
    """ "Not Monday", "menos el lunes": the days up to that day or, when it is tomorrow, the six after it."""
    if len(line.all_dates) != 1 or len(line.all_dates[0].value) != 10:
        return None
    not_this = re.compile(rf"(?:{words(line.locale)['not_this']})(?: on| for| el| the| de)? ?$")
    found = line.all_dates[0]
    if not not_this.search(line.folded[: found.start]):
        return None
    day, tomorrow = date.fromisoformat(found.value), line.today + timedelta(days=1)
    if day > tomorrow:
        first, last = tomorrow, day - timedelta(days=1)
    else:
        first, last = day + timedelta(days=1), day + timedelta(days=6)
    return Said(found.start, found.end, "date", f"{first}/{last}" if first < last else str(first))


def kind(line: Line) -> Said | None:
    """The visit type that the line names."""
    text = blank(line.text, line.clinicians)
    found = find_visit_type(text, line.vocabulary, line.locale)
    return Said(found.start, found.end, "visit_type", found.value) if found else None


def medicine(line: Line) -> Said | None:
    found = find_medicine(line.text, line.vocabulary)
    return Said(found.start, found.end, "medicine", found.value) if found else None


def reason(line: Line) -> Said | None:
    """The patient's own words for what troubles them: the clause that names a symptom, verbatim."""
    found = mentions("symptoms", line.folded, line.locale)
    if not found:
        return None
    breaks = phrase("slots.clause", line.locale)
    start = max((m.end() for m in breaks.finditer(line.folded, 0, found.start())), default=0)
    end = next((m.start() for m in breaks.finditer(line.folded, found.end())), len(line.text))
    text = line.text[start:end].strip(" ,.;!?¿¡-")
    lead = phrase("slots.reason_opening", line.locale).match(fold(text))
    if lead:
        start, text = start + lead.end(), text[lead.end() :]
    return Said(start, end, "reason", text) if text else None


def _person(line: Line) -> Said | None:
    relations: dict[str, str] = words(line.locale)["relations"]
    names = "|".join(pattern for key, pattern in relations.items() if key != "self")
    match = re.search(
        phrase("slots.about_person", line.locale).pattern.replace("{R}", f"(?:{names})"), line.folded
    )
    if not match:
        return None
    told = match["a"] or match["b"]
    for key, pattern in relations.items():
        if key != "self" and re.fullmatch(pattern, told):
            return Said(match.start(), match.end(), "person", key)
    return None
