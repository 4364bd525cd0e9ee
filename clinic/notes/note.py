"""The note as text: read in ten seconds, the same for the same facts, times in the clinic's zone with their weekday."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale

from clinic.notes.interaction import Deed, Interaction, Passed

LONGEST_WORDS = 300
"""Characters of the patient's own."""


def note_text(interaction: Interaction, zone: ZoneInfo) -> str:
    """Lines of plain text. What is not known has no line."""
    return "\n".join(_lines(interaction, zone))


def _lines(it: Interaction, zone: ZoneInfo) -> Iterator[str]:
    words = _words()
    yield _said(
        "title_addendum" if it.number > 1 else "title", number=it.number - 1, day=_day(it.started_at, zone)
    )
    yield _said("when", **_when(it, zone))
    yield _who(it)
    if it.asked_by:
        yield _said("asked_by", asked_by=it.asked_by)
    if it.patient_id:
        yield _said("identified", assurance=words["assurance"][it.assurance.name])
    if it.emergency_at:
        yield _said("emergency", at=f"{it.emergency_at.astimezone(zone):%H:%M}")
    yield from (
        _listed("done", (_deed(each, zone, it.asked_by) for each in it.deeds))
        if it.deeds
        else [words["nothing_done"]]
    )
    if it.passed:
        yield from _listed("passed", map(_request, it.passed))
    if it.unfinished:
        yield _said("unfinished", tasks=", ".join(_plain(each.kind) for each in it.unfinished))
    if it.questions:
        yield from _listed("questions", it.questions)
    if it.goes_on_in:
        yield _said("goes_on", id=it.goes_on_in)
    if it.words:
        yield _said("words", words=it.words[:LONGEST_WORDS])
    yield _said("reference", id=it.conversation_id)


def _when(it: Interaction, zone: ZoneInfo) -> dict[str, Any]:
    start, end = it.started_at.astimezone(zone), it.ended_at.astimezone(zone)
    same_day = start.date() == end.date()
    return {
        "day": _day(it.started_at, zone),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}" if same_day else f"{_day(it.ended_at, zone)} {end:%H:%M}",
        "zone": zone.key,
        "channels": " and ".join(_words()["channel"].get(each, each) for each in it.channels),
        "language": Locale("en").languages.get(it.language, it.language),
        "lines": "1 line" if it.lines == 1 else f"{it.lines} lines",
    }


def _who(it: Interaction) -> str:
    if it.patient_id is None:
        return _said("who_unknown")
    return _said(
        "who_born" if it.birth_date else "who", name=it.name or it.patient_id, birth_date=it.birth_date
    )


def _deed(deed: Deed, zone: ZoneInfo, asked_by: str) -> str:
    visit = ""
    if deed.start is not None:
        when = f"{_day(deed.start, zone)} {deed.start.astimezone(zone):%H:%M}"
        facts = {"clinician": deed.clinician, "site": deed.site, "appointment_id": deed.appointment_id}
        visit = _said("visit", when=when, **facts)
    said = str(_words()["deed"][deed.kind]).format(what=deed.what or "visit", visit=visit)
    return f"{said} (asked {deed.asked_by})" if deed.asked_by not in ("", asked_by) else said


def _request(request: Passed) -> str:
    urgent = _words()["urgent"] if request.urgent else ""
    return _said("request", kind=_plain(request.kind), urgent=urgent, status=request.status, id=request.id)


def _listed(title: str, lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    yield _said(title)
    yield from (f"- {line}" for line in lines)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %Y-%m-%d}"


def _said(key: str, /, **facts: Any) -> str:
    return str(_words()[key]).format(**facts)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    )
    return words
