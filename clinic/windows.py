"""Days and times of day in the clinic's zone as stretches of instants, right on days when clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of instants, `end` excluded. Both are zone-aware; those made here are in UTC.

    UTC because Python compares two times of one zone by their wall clock, which is wrong when clocks go back.
    """

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def holds(self, start: datetime, end: datetime) -> bool:
        """Whether a visit from `start` to `end` lies within the window."""
        return self.start <= start and end <= self.end

    def clipped(self, other: "Window") -> "Window | None":
        """What both windows share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if start < end else None


@dataclass(frozen=True)
class Dates:
    """Calendar days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, written: str) -> Self:
        """From "2026-03-03" or "2026-03-03/2026-03-06". Raises ValueError for all else."""
        first, slash, last = written.partition("/")
        dates = cls(date.fromisoformat(first), date.fromisoformat(last if slash else first))
        if dates.last < dates.first:
            raise ValueError(f"{written} ends before it starts.")
        return dates

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"


@dataclass(frozen=True)
class TimesOfDay:
    """Local start times from `first` up to, not at, `last`. One time alone has `first == last`."""

    first: time
    last: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """From "09:20" or "09:00/12:00". Raises ValueError for all else."""
        first, slash, last = written.partition("/")
        times = cls(_local_time(first), _local_time(last if slash else first))
        if times.last < times.first:
            raise ValueError(f"{written} ends before it starts.")
        return times

    @property
    def is_exact(self) -> bool:
        return self.first == self.last

    def __contains__(self, at: time) -> bool:
        return self.first <= at < self.last or at == self.first


def _local_time(written: str) -> time:
    if len(written) != 5:
        raise ValueError(f"{written!r} is no time; write HH:MM.")
    at = time.fromisoformat(written)
    return at.replace(tzinfo=None)


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, of a local wall time in `zone`.

    When clocks go forward, a time that does not exist is moved on by the hour that was skipped; when they go
    back, the first of two equal times is meant.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def day_window(day: date, zone: ZoneInfo) -> Window:
    """The whole of a local day: 23, 24 or 25 hours."""
    return Window(local_instant(day, time(), zone), local_instant(day + timedelta(days=1), time(), zone))


def windows_of(dates: Dates, zone: ZoneInfo, times: TimesOfDay | None = None) -> tuple[Window, ...]:
    """When a visit may *start* to meet a wish: one window for whole days, or one a day for times of day."""
    if times is None:
        return (Window(day_window(dates.first, zone).start, day_window(dates.last, zone).end),)
    windows = []
    for day in dates:
        first, last = local_instant(day, times.first, zone), local_instant(day, times.last, zone)
        last = first + timedelta(minutes=1) if times.is_exact else last
        if first < last:  # a time range within the hour that clocks skip holds nothing
            windows.append(Window(first, last))
    return tuple(windows)


def fits(
    start: datetime, zone: ZoneInfo, dates: Dates | None = None, times: TimesOfDay | None = None
) -> bool:
    """Whether a visit that starts at `start` is on one of `dates` and at one of `times`, in local terms."""
    local = start.astimezone(zone)
    return (dates is None or local.date() in dates) and (
        times is None or local.time().replace(second=0, microsecond=0) in times
    )
