"""The requests of a line: which tasks and questions it holds, in order, and which values belong to each."""

import re
from dataclasses import replace

from agents.understanding.acts import mentions, small_talk
from agents.understanding.added_requests import SURE_WHOLE, WHOLE, is_further, of_its_own
from agents.understanding.classifier import Classifier, Reading
from agents.understanding.context import TurnContext
from agents.understanding.corrections import took_back
from agents.understanding.labels import KIN, NO_REQUESTS, TASKS
from agents.understanding.line import Line
from agents.understanding.moved_days import old_and_new_day, today_counts
from agents.understanding.request import Request
from agents.understanding.request_forms import (
    FOR_TWO,
    ONE_MORE,
    gives_spot_away,
    gives_up_no_visit,
    is_elsewhere,
    leaves_waitlist,
    own_visit,
)
from agents.understanding.segments import Segment, segments
from agents.understanding.slots import Said, identity, kind, medicine, reason, visit
from agents.understanding.vocabulary import find_specialty
from agents.understanding.words import phrase

_PART_ACTS = frozenset({"question", "human"})
_START = 0.45
"""A task is started from this probability on when nothing is under way …"""
_LIKELY = 0.45
"""From here on a task comes before a bare value …"""
_SWITCH = 0.7
"""… and from this one in the middle of a task."""
_PART = 0.7
_HINT = 0.25
"""Of a line that is sure as a whole, a part is read with the encoder only when the n-grams see another task in it."""
_SKIP_PART = 0.6
"""A part of which the n-grams alone say this surely that it asks nothing is not read further."""
_VISIT_TASKS = frozenset(
    {"book", "reschedule", "cancel_appointment", "confirm_appointment", "appointment_info", "join_waitlist"}
)
_ABOUT_OWN = frozenset({"confirm_appointment", "appointment_info"})
"""What is easily heard in a line that names one's visit and does something else with it."""
_EXISTING = frozenset({"reschedule", "cancel_appointment", "confirm_appointment", "appointment_info"})
_NEVER_WITH_VALUES = frozenset({"cancel_task", "repeat", "small_talk", "language"})
_VISIT_WORD = re.compile(
    r"\b(?:app?oint\w*|appt|visit|cita|sita|consulta|check ?-?up|physical|turno|booking"
    r"|coming|there|attend|voy|ire)\b"
)
_OWN_VISIT = re.compile(
    r"\b(?:my|mi) (?:\w+ )?(?:appointment|appt|visit|cita|consulta)\b|'s (?:visit|appointment)\b"
)
_NEW_ONE = re.compile(
    r"\b(?:(?:a )?new one|(?:book|make|schedule) (?:me )?(?:a|one|another)|(?:una|otra) nueva|hac\w+ (?:una|otra))\b"
)
_BEFORE_THE_SECOND = re.compile(r"\w{3,}")
_ANOTHER = re.compile(r"\b(?:another|second|also|too|as well|new one|otra|otro|tambien|ademas)\b")


def find_requests(turn: TurnContext, line: Line, reading: Reading, classifier: Classifier) -> list[Request]:
    """Requests in the order in which they were said; values before the first one belong to it."""
    if phrase("requests.premises", line.locale).match(line.folded):
        return [Request(0, "question", 0.9, line.text)]
    if is_elsewhere(line) and not phrase("requests.asks_rule", line.locale).match(line.folded.strip(" ¿¡")):
        return _question_by_form(line, reading.best()[1])
    if turn.active_task == "book" and (further := one_more(line)):
        return further
    requests = [
        replace(one, label="join_waitlist")
        if one.label == "cancel_appointment" and leaves_waitlist(line)
        else one
        for one in _labelled(turn, line, reading, classifier)
    ]
    requests = [
        one
        for one in requests
        if not (one.label == "cancel_appointment" and gives_up_no_visit(one.text, line))
    ]
    if turn.active_task is not None and _tells_what_was_asked(turn, line):
        requests = [one for one in requests if not _sounds_like_own_visit(one, line)]
    said = _values(turn, line, requests)
    if not requests and said and (likely := _likely(turn, line, reading)):
        requests = [likely]
        said = _values(turn, line, requests)
    if not requests:
        return [Request(0, "", _sure_of_values(turn, reading), line.text, tuple(said))] if said else []
    filled = []
    for i, request in enumerate(requests):
        start = request.start if i else 0
        end = requests[i + 1].start if i + 1 < len(requests) else len(line.text) + 1
        own = [one for one in said if start <= one.start < end]
        filled += _one_each(_with_values(request, own, line), line)
    return filled


def _sure_of_values(turn: TurnContext, reading: Reading) -> float:
    """A value alone is an answer in the middle of a task; where nothing is under way it may be part of a request."""
    if turn.active_task is not None or turn.expects.kind != "none":
        return 0.9
    return max(0.3, min(0.9, reading.intents["inform"]))


def _one_each(request: Request, line: Line) -> list[Request]:
    """ "A flu shot for me and one for my son Leo" are two bookings, the second with whom it is for."""
    both = FOR_TWO.search(line.folded)
    if not both or request.label != "book":
        return [request]
    if request.start and not _BEFORE_THE_SECOND.search(line.folded[request.start : both.start()]):
        return [request]  # "a refill, and also a visit for my son": there is no first one
    theirs = frozenset({"person", "first_name", "last_name", "birth_date"})
    of_them = tuple(one for one in request.said if one.slot in theirs and one.start >= both.start())
    shared = tuple(one for one in request.said if one not in of_them and one.slot != "reason")
    return [replace(request, said=shared), replace(request, start=both.end(), said=(*shared, *of_them))]


def one_more(line: Line) -> list[Request]:
    """ "And one for my son", in the middle of a booking or after it."""
    if not ONE_MORE.match(line.folded):
        return []
    said = [one for one in (*visit(line), *identity(line)) if one.slot not in ("clinician", "site")]
    if not any(one.slot == "person" for one in said):
        return []
    return [Request(0, "book", 0.9, line.text, tuple(said))]


def _likely(turn: TurnContext, line: Line, reading: Reading) -> Request | None:
    """With nothing under way a task that is likely comes before a bare value ("scratch my 3pm" is no wish for 3)."""
    label, confidence = reading.best()
    if turn.active_task is None and kind(line) and FOR_TWO.search(line.folded):
        return Request(0, "book", 0.8, line.text)
    if turn.active_task or turn.expects.kind != "none" or label not in TASKS or confidence < _LIKELY:
        return None
    return Request(0, label, confidence, line.text)


def _labelled(turn: TurnContext, line: Line, reading: Reading, classifier: Classifier) -> list[Request]:
    """The requests without their values."""
    busy = turn.active_task is not None and turn.expects.kind != "none"
    least = _SWITCH if busy else _START
    parts = segments(line.folded)
    whole = _whole_line(turn, line, reading, least)
    if len(parts) == 1:
        return whole
    first = whole[0] if whole else None
    found: list[Request] = []
    at, repaired = 0, False
    for part in parts:
        request = _of_part(turn, line, part, classifier, max(least, _PART), first)
        if request is None and found and _also_a_visit(line, part, found[-1].label):
            request = Request(part.start, "book", 0.7, line.text[part.start : part.end])
        if request is None or (found and found[-1].label == request.label and request.label != "question"):
            continue
        if request.label in TASKS and took_back(line.folded, at, part.start, line.locale):
            found, repaired = [one for one in found if one.label not in TASKS], True
        at = part.end
        found.append(request)
    if repaired:
        return found
    if (
        first
        and first.label in TASKS
        and first.confidence >= (SURE_WHOLE if first.label == "complaint" else WHOLE)
    ):
        kin = KIN.get(first.label, frozenset())
        own = [one for one in found if one.label in kin and of_its_own(line, one, found, first)]
        found = [one for one in found if one.label == first.label or one.label not in kin or one in own]
        if own and len(found) > 1:
            return found
    tasks = {request.label for request in found if request.label in TASKS}
    if first and len(found) == 1 and is_further(first, found[0]):
        return [first, found[0]]
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
    folded = line.folded.strip(" ¿¡")
    if phrase("requests.when_mine", line.locale).search(folded) and label not in (
        "cancel_appointment",
        "reschedule",
    ):
        return [Request(0, "appointment_info", max(confidence, 0.9), line.text)]
    if phrase("requests.asks_rule", line.locale).match(folded) and not line.dates:
        return [Request(0, "question", max(confidence, 0.8), line.text)]
    if turn.active_task is None and gives_spot_away(line) and label != "reschedule":
        return [Request(0, "cancel_appointment", max(confidence, 0.9), line.text)]
    if label == "symptom" and confidence >= least:
        return [_symptom(turn, 0, line.text, confidence)]
    doubtful = label in NO_REQUESTS or label in _ABOUT_OWN or confidence < least
    own = own_visit(line) if doubtful and turn.active_task is None else None
    if own and (own != "confirm_appointment" or label not in _ABOUT_OWN):
        return [Request(0, own, max(confidence, _START), line.text)]
    if (label in NO_REQUESTS or confidence < least) and turn.active_task is None and _is_availability(line):
        return _wish(turn, line, max(confidence, _START))
    if label in NO_REQUESTS or confidence < least:
        return _question_by_form(line, confidence)
    label = _meant(turn, label, line)
    answers = turn.active_task is not None and _tells_what_was_asked(turn, line)
    if label in _VISIT_TASKS and answers and not _VISIT_WORD.search(line.folded):
        return []
    if label in _NEVER_WITH_VALUES and (line.dates or line.times):
        return []
    if label == "small_talk" and small_talk(line.folded, line.locale) is None and confidence < 0.8:
        return []
    if label == "question" and (_is_availability(line) or _tells_what_was_asked(turn, line)):
        return _wish(turn, line, confidence)
    if label == "other_options" and turn.active_task is None and (kind(line) or line.clinicians):
        return [Request(0, "book", confidence, line.text)]
    if (
        label == "other_options"
        and not mentions("other", line.folded, line.locale)
        and _is_availability(line)
    ):
        return _wish(turn, line, confidence)
    return [Request(0, label, confidence, line.text, starts=_starts(turn, label, line.folded))]


def _tells_what_was_asked(turn: TurnContext, line: Line) -> bool:
    """What was asked for, told, is the answer, whatever the sentence around it sounds like."""
    told = {"date": line.all_dates, "time": line.times, "clinician": line.clinicians}.get(
        turn.expects.slot or ""
    )
    return bool(told) and "?" not in line.text


def _sounds_like_own_visit(request: Request, line: Line) -> bool:
    """ "I can come Tuesday, Thursday or Friday", said to "which day?", is about no visit that is booked already."""
    return request.label in _ABOUT_OWN | {"reschedule"} and not _VISIT_WORD.search(line.folded)


def _meant(turn: TurnContext, label: str, line: Line) -> str:
    """ "Can you confirm that?" and "just cancel", in the middle of a task, are about that task, not a visit."""
    if turn.active_task is None or _VISIT_WORD.search(line.folded) or line.dates or line.times:
        return label
    return {"confirm_appointment": "repeat", "cancel_appointment": "cancel_task"}.get(label, label)


def _wish(turn: TurnContext, line: Line, confidence: float) -> list[Request]:
    """ "Do you have anything on Saturday?" starts a booking where nothing is under way, else it tells a day."""
    return [] if turn.active_task else [Request(0, "book", confidence, line.text)]


def _of_part(
    turn: TurnContext, line: Line, part: Segment, classifier: Classifier, least: float, first: Request | None
) -> Request | None:
    text = line.text[part.start : part.end]
    if len(text.split()) < 2:
        return None
    reading = classifier.read(text)
    if sum(reading.cheap_intents[label] for label in NO_REQUESTS) >= _SKIP_PART:
        return None
    if first and first.label in TASKS and first.confidence >= SURE_WHOLE:
        others = (
            p
            for label, p in reading.cheap_intents.items()
            if label in TASKS | {"question"} and label != first.label
        )
        if max(others) < _HINT:
            same = max(reading.cheap_intents, key=lambda label: reading.cheap_intents[label]) == first.label
            return replace(first, start=part.start, text=text) if same else None
    label, confidence = reading.best()
    label = _meant(turn, label, line)
    if label == "symptom" and confidence >= least:
        return _symptom(turn, part.start, text, confidence)
    if label not in TASKS | _PART_ACTS or confidence < least:
        return None
    piece = line.part(text)
    if label == "question" and _is_availability(piece):
        return None
    return Request(part.start, label, confidence, text, starts=_starts(turn, label, line.folded))


def _also_a_visit(line: Line, part: Segment, before: str) -> bool:
    """ "A refill and also a follow-up on Thursday", "cancel Monday's and make a new one": a visit beside another task."""
    piece = line.part(line.text[part.start : part.end])
    if before in _VISIT_TASKS:
        return before == "cancel_appointment" and bool(_NEW_ONE.search(piece.folded))
    return before in TASKS and bool(kind(piece)) and bool(piece.dates or piece.clinicians or piece.times)


def _symptom(turn: TurnContext, start: int, text: str, confidence: float) -> Request:
    """Who tells a complaint wants to be seen; during a task the complaint belongs to that task."""
    return Request(
        start, "book" if turn.active_task is None else "", confidence, text, starts=turn.active_task is None
    )


def _starts(turn: TurnContext, label: str, folded: str) -> bool:
    """Whether the label begins a task, rather than telling something about the one in hand.

    "Could I see Dr. Reyes instead?" while booking changes the wish: nothing is booked yet that could be moved.
    """
    if label == "reschedule" and turn.active_task == "book" and turn.expects.kind in ("choose", "confirm"):
        return bool(_OWN_VISIT.search(folded))
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
        else [one for one in visit(line) if one.slot == "person"]
    )
    if "book" in labels and turn.expects.kind != "slot":
        # "I fainted last week" tells when it was, not when to come
        said = [
            one
            for one in said
            if one.slot != "date" or one.value[-10:] >= str(line.today) or one.value == "any"
        ]
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
        said = old_and_new_day(said, line)
    if request.label not in TASKS | {"", "inform", "other_options"}:
        said = [
            one for one in said if one.slot in ("first_name", "last_name", "birth_date", "phone", "email")
        ]
    if request.label in _EXISTING:
        said = [one for one in said if one.slot != "reason"]
        old = "appointment_date" if request.label == "reschedule" else "date"
        said = [today_counts(one, line) if one.slot == old else one for one in said]
    text = re.sub(r"^(?:and|also|but|y|pero|también)\s+", "", request.text.strip(" ,"), flags=re.IGNORECASE)
    return replace(request, said=tuple(said), text=text)
