"""datetime.*: spoken dates and times, resolved against the day on which they were said.

The line comes as the answer to "What day would suit you?" or, for times alone, "What time?" (`expects` slot date or
time); sentences without a date come as an answer to the question for a day, where finding one would be a wrong value.
The same lines said out of the blue are `datetime.unasked`, without an aim.
What counts: README.md beside the data. Our ranges hold both ends, the data's calendar ranges end before their end.
"""

from collections.abc import Iterable
from functools import partial

from agents.understanding.context import Interpretation
from evals.understanding.date_values import (
    Open,
    same_day,
    same_day_range,
    same_daypart,
    same_time,
    same_time_range,
)
from evals.understanding.marks import Mark, Probe, Row, right, slots, told
from evals.understanding.turns import asked_for, turn


def probes(rows: Iterable[Row]) -> Iterable[Probe]:
    for row in rows:
        slot = "time" if row["type"] in ("time", "timerange") else "date"
        yield Probe(
            id=row["id"],
            tags=(row["lang"], str(row["type"])),
            turn=turn(
                row["input"],
                at=row["reference_datetime"],
                lang=row["lang"],
                previous="What time would suit you?" if slot == "time" else "What day would suit you?",
                expects=asked_for(slot),
                task="book",
            ),
            judge=partial(judge, row, ("datetime.right", f"datetime.{row['lang']}")),
        )
        yield Probe(
            id=f"{row['id']}:unasked",
            tags=(row["lang"], str(row["type"])),
            turn=turn(row["input"], at=row["reference_datetime"], lang=row["lang"]),
            judge=partial(judge, row, ("datetime.unasked",)),
        )


def judge(row: Row, measures: tuple[str, ...], understood: Interpretation) -> list[Mark]:
    found = slots(understood)
    days, times = found.get("date", []), found.get("time", [])
    ok = value_right(row, days, times)
    expected = row["expected"] if row["type"] else "no date"
    why = f"{row['type'] or 'no date'}: {row.get('span') or ''}"
    return [right(measure, ok, expected=expected, actual=told(understood), why=why) for measure in measures]


def value_right(row: Row, days: list[str], times: list[str]) -> bool:
    """Whether the values set say what the row expects, in one of its readings."""
    if row["type"] is None:
        return not days and not times
    return any(
        _fits(row, reading, days, times) for reading in (row["expected"], *(row.get("alternatives") or ()))
    )


def _fits(row: Row, meant: str | list[str | None], days: list[str], times: list[str]) -> bool:
    either = bool(row.get("ambiguous_ampm"))
    if isinstance(meant, str):
        day, _, clock = meant.partition(" ") if row["type"] == "datetime" else (meant, "", meant)
        return (row["type"] == "time" or any(same_day(value, day) for value in days)) and (
            row["type"] == "date" or any(same_time(value, clock, either_half=either) for value in times)
        )
    match row["type"]:
        case "daterange":
            strictly = row.get("mod") in ("after", "before")
            return any(same_day_range(value, _days(meant), must_be_range=strictly) for value in days)
        case "timerange":
            return _time_range_fits(row, _clocks(meant), times)
        case _:
            return _datetime_range_fits(row, meant, days, times)


def _time_range_fits(row: Row, meant: Open, times: list[str]) -> bool:
    if row.get("daypart_convention"):
        return any(same_daypart(value, meant) for value in times)
    either = bool(row.get("ambiguous_ampm"))
    return any(same_time_range(value, meant, either_half=either) for value in times)


def _datetime_range_fits(row: Row, meant: list[str | None], days: list[str], times: list[str]) -> bool:
    """The day that the range starts on (or ends on, where it has no start), and its hours on that day."""
    named = meant[0] or meant[1] or ""
    return any(same_day(value, named[:10]) for value in days) and _time_range_fits(row, _clocks(meant), times)


def _days(meant: list[str | None]) -> Open:
    return meant[0] and meant[0][:10], meant[1] and meant[1][:10]


def _clocks(meant: list[str | None]) -> Open:
    return meant[0] and meant[0][-5:], meant[1] and meant[1][-5:]
