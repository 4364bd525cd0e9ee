"""What a round of outreach found and did: what is due about each visit, and the reason where nothing went out."""

from collections import Counter
from datetime import datetime

from pydantic import AwareDatetime

from clinic.models import Value
from clinic.outreach import Due, Held, Kind, Never, Occasion, Reason, Verdict


class Line(Value):
    """One occasion. `reason` is "" for what is due; `until` is when it may be, where that is known."""

    key: str
    kind: Kind
    appointment_id: str
    patient_id: str
    start: AwareDatetime
    lead_hours: float | None = None
    reason: Reason | None = None
    until: AwareDatetime | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> "Line":
        occasion = verdict.occasion
        return cls(
            key=occasion.key,
            kind=occasion.kind,
            appointment_id=occasion.appointment_id,
            patient_id=occasion.patient_id,
            start=occasion.start,
            lead_hours=_hours(occasion),
            reason=None if isinstance(verdict, Due) else verdict.reason,
            until=verdict.until if isinstance(verdict, Held) else None,
        )


class Report(Value):
    """As of `at`. `trouble` is the code of why the EHR did not tell everything; "" where it did.

    `counts` has all occasions that were looked at, by what became of them: "due", or the reason. Lines of what is
    merely too early are left out, except for those whose time comes by `until`.
    """

    at: AwareDatetime
    until: AwareDatetime
    visits: int = 0
    messages: int = 0
    """Put into the outbox, or, in a dry run, that would be."""
    withdrawn: int = 0
    """Messages that had not gone out and are about visits that are no more."""
    due: tuple[Line, ...] = ()
    held: tuple[Line, ...] = ()
    settled: tuple[Line, ...] = ()
    """Without a message, for good."""
    counts: dict[str, int] = {}
    trouble: str = ""


class Tally:
    """Collects a report. Keeps counts of everything, and at most `most` lines of each sort."""

    def __init__(self, at: datetime, until: datetime, *, most: int = 500) -> None:
        self._at, self._until, self._most = at, until, most
        self._lines: dict[type[Verdict], list[Line]] = {Due: [], Held: [], Never: []}
        self._counts: Counter[str] = Counter()
        self.visits = self.messages = self.withdrawn = 0
        self.trouble = ""

    def add(self, verdict: Verdict) -> None:
        self._counts["due" if isinstance(verdict, Due) else verdict.reason] += 1
        soon = not (isinstance(verdict, Held) and verdict.reason == "too_early") or (
            verdict.until is not None and verdict.until <= self._until
        )
        if soon and len(self._lines[type(verdict)]) < self._most:
            self._lines[type(verdict)].append(Line.of(verdict))

    def report(self) -> Report:
        return Report(
            at=self._at,
            until=self._until,
            visits=self.visits,
            messages=self.messages,
            withdrawn=self.withdrawn,
            due=tuple(self._lines[Due]),
            held=tuple(self._lines[Held]),
            settled=tuple(self._lines[Never]),
            counts=dict(self._counts),
            trouble=self.trouble,
        )


def _hours(occasion: Occasion) -> float | None:
    return occasion.lead.total_seconds() / 3600 if occasion.lead else None
