"""Ids of calendars and times for vendors that have none, or whose own say too little to look a time up again.

`main_street/osei` is a calendar: what clinic.yaml calls a site and a clinician. `main_street/osei@202603030900#1115851`
is a time in it that is free for a visit: the site's local start, and the vendor's own id of the time where it has one.
A visit holds the time of its start. Patients' programs never see these: offers are signed tokens (`tools.ehr.offering`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from clinic.windows import local_instant
from tools.ehr.port import FreeTime

_KEY = r"[^/@#]+"
_TIME = re.compile(rf"(?P<site>{_KEY})/(?P<clinician>{_KEY})@(?P<start>\d{{12}})(?:#(?P<native>.+))?")


@dataclass(frozen=True)
class CalendarId:
    """Keys of clinic.yaml."""

    site: str
    clinician: str

    def __str__(self) -> str:
        return f"{self.site}/{self.clinician}"

    @classmethod
    def parse(cls, written: str) -> Self | None:
        site, slash, clinician = written.partition("/")
        return cls(site, clinician) if site and slash and clinician else None


@dataclass(frozen=True)
class TimeId:
    """A start in a calendar. `day` and `at` are the site's local time; `native` is the vendor's id, "" for none."""

    calendar: CalendarId
    day: date
    at: time
    native: str = ""

    def __str__(self) -> str:
        native = f"#{self.native}" if self.native else ""
        return f"{self.calendar}@{self.day:%Y%m%d}{self.at:%H%M}{native}"

    def start(self, zone: ZoneInfo) -> datetime:
        """The instant, in UTC, by the site's zone."""
        return local_instant(self.day, self.at, zone)

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """None for what is no such id."""
        found = _TIME.fullmatch(written)
        if found is None:
            return None
        try:
            start = datetime.strptime(found["start"], "%Y%m%d%H%M")  # noqa: DTZ007 local to the site
        except ValueError:
            return None
        calendar = CalendarId(found["site"], found["clinician"])
        return cls(calendar, start.date(), start.time(), found["native"] or "")


@dataclass(frozen=True)
class Gap:
    """One free stretch of a calendar as the vendor lists it."""

    id: TimeId
    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


def times_for(gaps: Iterable[Gap], span: timedelta) -> list[FreeTime]:
    """Times that are free for a visit of that span, by start: a gap and those that follow without a break."""
    rows: dict[CalendarId, dict[datetime, Gap]] = defaultdict(dict)
    for gap in gaps:
        rows[gap.id.calendar].setdefault(gap.start, gap)
    found = [
        FreeTime(str(gap.id), str(calendar), gap.start, gap.start + span, is_whole_visit=True)
        for calendar, row in rows.items()
        for gap in row.values()
        if _free_until(gap, row) >= gap.start + span
    ]
    return sorted(found, key=lambda each: each.start)


def _free_until(gap: Gap, row: dict[datetime, Gap]) -> datetime:
    end = gap.end
    while (following := row.get(end)) is not None:
        end = following.end
    return end
