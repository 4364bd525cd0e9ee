"""The values that a line holds, each with where it was said, as SetSlot commands in order."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from agents.understanding.acts import mentions
from agents.understanding.commands import SetSlot, SlotName
from agents.understanding.corrections import repaired
from agents.understanding.line import Line as Line
from agents.understanding.medicines import find_medicine
from agents.understanding.parsing.names import Name, find_name
from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.parsing.times import find_times
from agents.understanding.vocabulary import find_visit_type
from agents.understanding.words import phrase, words


@dataclass(frozen=True, slots=True)
class Said:
    """A value and where it stood; spans let corrections and several tasks sort out what belongs where."""

    start: int
    end: int
    slot: SlotName
    value: str
    joined: Literal["", "or"] = ""
    """ "or": the value before it of the same slot will do too."""

    @property
    def command(self) -> SetSlot:
        return SetSlot(slot=self.slot, value=self.value, joined=self.joined)


def _name(line: Line) -> Name | None:
    expected = line.expected if line.expected in ("first_name", "last_name") else None
    return find_name(
        _without_relation(line) if line.of_caller else line.text, line.locale, expected, line.taken
    )


def _without_relation(line: Line) -> str:
    """ "I'm Ana Ferreira, his mother" tells the caller's own name, where that is asked for."""
    match = re.search(words(line.locale)["caller_is"], line.folded)
    relation = re.search(r"[a-z']+ [a-z]+$", match.group()) if match else None
    if not match or not relation:
        return line.text
    start = match.start() + relation.start()
    return blank(line.text, [Found(start, match.end(), "")])


def is_contradicted(line: Line) -> bool:
    """Whether a name was said and spelled in two ways that do not sound alike."""
    name = _name(line)
    return bool(name and name.contradicted)


def identity(line: Line) -> list[Said]:
    """Name, birthday, phone and e-mail that the line tells."""
    said: list[Said] = []
    name = _name(line)
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
    said = _either(line, "date", [one for one in line.dates if one.value])
    if line.from_now and not said:
        said.append(Said(line.from_now.start, line.from_now.end, "date", str(line.today)))
    said += _either(line, "time", line.times)
    if not line.times and (hours := _hours_but(line)):
        said.append(hours)
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


def _either(line: Line, slot: SlotName, found: list[Found]) -> list[Said]:
    """Values of one slot in order; of "Monday, Tuesday or Friday" any will do."""
    others = blank(line.folded, [*line.dates, *line.times])  # "Tuesday morning or Friday afternoon"
    gaps = [re.sub(r" +", " ", others[one.end : after.start]) for one, after in pairwise(found)]
    linked = [phrase(f"{slot}s.either", line.locale).match(gap) is not None for gap in gaps]
    for at in range(len(gaps) - 2, -1, -1):
        linked[at] = linked[at] or (linked[at + 1] and gaps[at].strip() == ",")
    return [
        Said(one.start, one.end, slot, one.value, "or" if at and linked[at - 1] else "")
        for at, one in enumerate(found)
    ]


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


def _hours_but(line: Line) -> Said | None:
    """ "Not in the morning", "anything but evenings": the rest of the day."""
    parts = find_times(line.text, line.locale, line.rest)
    if len(parts) != 1 or len(parts[0].value) == 5 or repaired(line.folded, parts, line.locale):
        return None
    first = parts[0].value[:5]
    rest = "12:00/20:00" if first < "12:00" else "08:00/16:00" if first >= "16:00" else "08:00/12:00"
    return Said(parts[0].start, parts[0].end, "time", rest)


def kind(line: Line) -> Said | None:
    """The visit type that the line names."""
    text = blank(line.text, line.clinicians)
    found = find_visit_type(text, line.vocabulary, line.locale)
    return Said(found.start, found.end, "visit_type", found.value) if found else None


def medicine(line: Line) -> Said | None:
    found = find_medicine(line.text, line.vocabulary.medicines)
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
