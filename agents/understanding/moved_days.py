"""Which day of a line is that of the visit which is moved, and which the one it is moved to."""

import re
from dataclasses import replace
from datetime import timedelta

from agents.understanding.commands import SlotName
from agents.understanding.line import Line
from agents.understanding.slots import Said
from agents.understanding.words import word_list


def today_counts(one: Said, line: Line) -> Said:
    """ "my Monday appointment" said on a Monday may be today's, where "Monday" for a new visit is next week's."""
    is_week_off = one.value == str(line.today + timedelta(weeks=1))
    alone = re.fullmatch(r"(?:on |el )?[a-z]+(?:'s)?", line.folded[one.start : one.end])
    return replace(one, value=str(line.today)) if is_week_off and alone else one


_NEW_DAY, _OLD_DAY, _OLD_AFTER = (
    re.compile(word_list("common")[key]) for key in ("new_day", "old_day", "old_day_after")
)


def _apart(said: list[Said], line: Line) -> list[Said]:
    """ "Friday to Monday" moves a visit from one day to another; it is no range then."""
    found: list[Said] = []
    for one in said:
        inner = [
            day for day in line.days_apart if one.start <= day.start and day.end <= one.end and day.value
        ]
        apart = one.slot == "date" and len(inner) == 2
        found += [Said(day.start, day.end, "date", day.value) for day in inner] if apart else [one]
    return found


def old_and_new_day(said: list[Said], line: Line) -> list[Said]:
    """Tell the day of the visit that is moved from the day that it is moved to."""
    said = _apart(said, line)
    days = [one for one in said if one.slot == "date" and not one.joined]
    old_slot: SlotName = "appointment_date"
    old: Said | None = None
    for one in days:
        before, after = line.folded[: one.start], line.folded[one.end :]
        if (
            _OLD_AFTER.match(after)
            or _OLD_DAY.search(before)
            or (
                re.search(
                    r"(?:appointment|appt|visit|cita)(?: is)?(?: on| for| del?)? ?(?:the |el )?$", before
                )
                and len(days) > 1
            )
        ):
            old = old or one
    if old is None and len(days) > 1:
        old = days[0]
    if (
        old is not None
        and len(days) == 1
        and _NEW_DAY.search(line.folded[: old.start])
        and not _OLD_AFTER.match(line.folded[old.end :])
    ):
        old = None
    moved = [
        replace(one, slot=old_slot) if old and one.start == old.start and one.slot == "date" else one
        for one in said
    ]
    return [_same_day(one, old, line) for one in moved]


def _same_day(one: Said, old: Said | None, line: Line) -> Said:
    """ "Move Friday's to the afternoon, same day": the day of the visit that is moved."""
    same = re.search(r"\bsame day|that day|mismo dia|ese dia", line.folded[one.start : one.end])
    return replace(one, value=old.value) if old and same and one.slot == "date" else one
