"""When a date or time that was understood is the one that was meant. Pure comparisons, shared by several scorers."""

from datetime import date, timedelta

Open = tuple[str | None, str | None]
"""A range as data files give it: start and end, None where it is open."""


def ends(value: str) -> tuple[str, str]:
    """Both ends of a value: "A/B" gives A and B, "A" gives A twice."""
    first, _, last = value.partition("/")
    return first, last or first


def minutes(clock: str) -> int:
    """Minutes since midnight of "HH:MM" (24:00 is 1440)."""
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def same_clock(value: str, meant: str, *, either_half: bool) -> bool:
    """`either_half`: nobody could tell morning from afternoon, so twelve hours more or less are right too."""
    apart = (minutes(value) - minutes(meant)) % 1440
    return apart == 0 or (either_half and apart == 720)


def same_time(value: str, meant: str, *, either_half: bool) -> bool:
    """A moment, or a range that starts or ends at the moment meant ("after 5": 17:00/20:00)."""
    return any(same_clock(end, meant, either_half=either_half) for end in ends(value))


def same_time_range(value: str, meant: Open, *, either_half: bool) -> bool:
    """A range with both ends right; an open end may be anything."""
    if "/" not in value:
        return False
    return all(
        said is None or same_clock(end, said, either_half=either_half)
        for end, said in zip(ends(value), meant, strict=True)
    )


def same_daypart(value: str, meant: Open) -> bool:
    """Clinics differ in when an evening begins: ranges that share an hour are the same part of the day."""
    if "/" not in value:
        return False
    first, last = (minutes(end) for end in ends(value))
    start = minutes(meant[0]) if meant[0] else 0
    end = minutes(meant[1]) if meant[1] else 1440
    last, end = (x + 1440 if x <= y else x for x, y in ((last, first), (end, start)))
    return min(last, end) - max(first, start) >= 60


def same_day(value: str, meant: str) -> bool:
    """The day, or a range that starts or ends with it ("from the 3rd")."""
    return meant in ends(value)


def same_day_range(value: str, meant: Open, *, must_be_range: bool = False) -> bool:
    """Our ranges hold both ends; the data's end before the day named, or with it: either is right.

    The same for a start that stands after the day named ("after the 7th"). With an open end any later end will do, and a
    single day too, unless `must_be_range`.
    """
    first, last = ends(value)
    if meant[1] is None or meant[0] is None:
        if must_be_range and first == last:
            return False
        return (meant[0] is None or first in _with_neighbour(meant[0], +1)) and (
            meant[1] is None or last in _with_neighbour(meant[1], -1)
        )
    return first == meant[0][:10] and last in _with_neighbour(meant[1], -1)


def _with_neighbour(day: str, step: int) -> set[str]:
    named = date.fromisoformat(day[:10])
    return {named.isoformat(), (named + timedelta(days=step)).isoformat()}
