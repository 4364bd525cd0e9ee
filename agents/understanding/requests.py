"""The requests of a line: which tasks and questions it holds, in order, and which values belong to each."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args

from agents.understanding.acts import mentions, small_talk
from agents.understanding.classifier import Classifier, Reading
from agents.understanding.commands import SlotName, TaskKind
from agents.understanding.context import TurnContext
from agents.understanding.corrections import took_back
from agents.understanding.segments import Segment, segments
from agents.understanding.slots import Line, Said, identity, kind, medicine, reason, visit
from agents.understanding.vocabulary import find_specialty
from agents.understanding.words import phrase, word_list

TASKS: frozenset[str] = frozenset(get_args(TaskKind))
_PART_ACTS = frozenset({"question", "human"})
_START = 0.5
"""A task is started from this probability on when nothing is under way …"""
_SWITCH = 0.7
"""… and from this one in the middle of a task."""
_VISIT_TASKS = frozenset(
    {"book", "reschedule", "cancel_appointment", "confirm_appointment", "appointment_info", "join_waitlist"}
)
_EXISTING = frozenset({"reschedule", "cancel_appointment", "confirm_appointment", "appointment_info"})
_NEVER_WITH_VALUES = frozenset({"cancel_task", "repeat", "small_talk"})
_ANOTHER = re.compile(r"\b(?:another|second|also|too|as well|new one|otra|otro|tambien|ademas)\b")


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that the patient wants. `label` is a task, an act, or "" for values alone."""

    start: int
    label: str
    confidence: float
    text: str
    said: tuple[Said, ...] = ()
    starts: bool = True
    """False when the task is the one under way already."""


def find_requests(turn: TurnContext, line: Line, reading: Reading, classifier: Classifier) -> list[Request]:
    """Requests in the order in which they were said; values before the first one belong to it."""
    requests = _labelled(turn, line, reading, classifier)
    said = _values(turn, line, requests)
    if not requests:
        return [Request(0, "", 0.9, line.text, tuple(said))] if said else []
    filled = []
    for i, request in enumerate(requests):
        start = request.start if i else 0
        end = requests[i + 1].start if i + 1 < len(requests) else len(line.text) + 1
        own = [one for one in said if start <= one.start < end]
        filled.append(_with_values(request, own, line))
    return filled


def _labelled(turn: TurnContext, line: Line, reading: Reading, classifier: Classifier) -> list[Request]:
    """The requests without their values."""
    busy = turn.active_task is not None and turn.expects.kind != "none"
    least = _SWITCH if busy else _START
    parts = segments(line.folded)
    whole = _whole_line(turn, line, reading, least)
    if len(parts) == 1:
        return whole
    found: list[Request] = []
    at, repaired = 0, False
    for part in parts:
        request = _of_part(turn, line, part, classifier, max(least, 0.6))
        if request is None or (found and found[-1].label == request.label and request.label != "question"):
            continue
        if request.label in TASKS and took_back(line.folded, at, part.start, line.locale):
            found, repaired = [one for one in found if one.label not in TASKS], True
        at = part.end
        found.append(request)
    if repaired:
        return found
    tasks = {request.label for request in found if request.label in TASKS}
    if not found or (len(found) == 1 and whole and whole[0].confidence > found[0].confidence):
        return whole
    if (
        len(tasks) == 1
        and whole
        and whole[0].label in TASKS
        and whole[0].label not in tasks
        and whole[0].confidence > 0.85
    ):
        return [replace(one, label=whole[0].label) if one.label in TASKS else one for one in found]
    return found


def _whole_line(turn: TurnContext, line: Line, reading: Reading, least: float) -> list[Request]:
    label, confidence = reading.best()
    if label == "symptom" and confidence >= least:
        return [_symptom(turn, 0, line.text, confidence)]
    if label in ("inform", "out_of_scope") or confidence < least:
        return _question_by_form(line, confidence)
    if label in _NEVER_WITH_VALUES and (line.dates or line.times):
        return []
    if label == "small_talk" and small_talk(line.folded, line.locale) is None and confidence < 0.8:
        return []
    if label == "question" and _is_availability(line):
        return _wish(turn, line, confidence)
    if (
        label == "other_options"
        and not mentions("other", line.folded, line.locale)
        and _is_availability(line)
    ):
        return _wish(turn, line, confidence)
    return [Request(0, label, confidence, line.text, starts=_starts(turn, label, line.folded))]


def _wish(turn: TurnContext, line: Line, confidence: float) -> list[Request]:
    """ "Do you have anything on Saturday?" starts a booking where nothing is under way, else it tells a day."""
    return [] if turn.active_task else [Request(0, "book", confidence, line.text)]


def _of_part(
    turn: TurnContext, line: Line, part: Segment, classifier: Classifier, least: float
) -> Request | None:
    text = line.text[part.start : part.end]
    if len(text.split()) < 2:
        return None
    label, confidence = classifier.read(text).best()
    if label == "symptom" and confidence >= least:
        return _symptom(turn, part.start, text, confidence)
    if label not in TASKS | _PART_ACTS or confidence < least:
        return None
    piece = line.part(text)
    if label == "question" and _is_availability(piece):
        return None
    return Request(part.start, label, confidence, text, starts=_starts(turn, label, line.folded))


def _symptom(turn: TurnContext, start: int, text: str, confidence: float) -> Request:
    """Who tells a complaint wants to be seen; during a task the complaint belongs to that task."""
    return Request(
        start, "book" if turn.active_task is None else "", confidence, text, starts=turn.active_task is None
    )


def _starts(turn: TurnContext, label: str, folded: str) -> bool:
    return turn.active_task != label or bool(_ANOTHER.search(folded))


def _question_by_form(line: Line, confidence: float) -> list[Request]:
    """A line that ends in a question mark and tells no value is a question, whatever it is about."""
    asks = line.text.rstrip().endswith("?") and phrase("requests.question", line.locale).match(
        line.folded.lstrip(" ¿")
    )
    if (
        asks
        and not _is_availability(line)
        and not line.dates
        and not line.times
        and len(line.text.split()) > 2
    ):
        return [Request(0, "question", max(confidence, 0.55), line.text)]
    return []


def _is_availability(line: Line) -> bool:
    """ "Do you have anything on Tuesday?" and "is Thursday morning free?" tell a wish."""
    if not (line.dates or line.times or line.clinicians):
        return False
    return bool(phrase("requests.availability", line.locale).search(line.folded))


def _values(turn: TurnContext, line: Line, requests: list[Request]) -> list[Said]:
    labels = {request.label for request in requests}
    said = (
        visit(line)
        if labels <= _VISIT_TASKS | {"", "question", "other_options", "inform"} or labels & _VISIT_TASKS
        else []
    )
    who = identity(line)
    # "this is Maria Lopez" names a patient, not Dr. Lopez.
    said = [one for one in said if not any(w.start < one.end and one.start < w.end for w in who)] + who
    named = kind(line)
    if (
        "book" in labels
        or "join_waitlist" in labels
        or turn.active_task in ("book", "join_waitlist")
        or not labels
    ):
        trouble = reason(line)
        said += [one for one in (named, trouble) if one]
    if labels & {"refill", "request_status", "message_care_team"} or turn.active_task == "refill":
        said += [one for one in (medicine(line),) if one]
    if "referral" in labels and (found := find_specialty(line.folded, line.locale)):
        said.append(Said(found.start, found.end, "specialty", found.value))
    return said


def _with_values(request: Request, said: list[Said], line: Line) -> Request:
    if request.label == "reschedule":
        said = _old_and_new_day(said, line)
    if request.label not in TASKS | {"", "inform", "other_options"}:
        said = [
            one for one in said if one.slot in ("first_name", "last_name", "birth_date", "phone", "email")
        ]
    if request.label in _EXISTING:
        old = "appointment_date" if request.label == "reschedule" else "date"
        said = [_today_counts(one, line) if one.slot == old else one for one in said]
    text = re.sub(r"^(?:and|also|but|y|pero|también)\s+", "", request.text.strip(" ,"), flags=re.IGNORECASE)
    return replace(request, said=tuple(said), text=text)


def _today_counts(one: Said, line: Line) -> Said:
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


def _old_and_new_day(said: list[Said], line: Line) -> list[Said]:
    """Tell the day of the visit that is moved from the day that it is moved to."""
    said = _apart(said, line)
    days = [one for one in said if one.slot == "date"]
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
