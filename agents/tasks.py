"""A task on the stack: what a patient wants done, with what is known of it so far."""

from datetime import datetime
from itertools import product
from typing import Self

from agents.understanding.commands import TaskKind
from clinic.care import WaitlistEntry
from clinic.models import Appointment, Offer, Value

FOLLOWS_FROM: dict[str, tuple[str, ...]] = {
    "visit_type": ("offer", "confirmed"),
    "date": ("offer", "confirmed"),
    "time": ("offer", "confirmed"),
    "clinician": ("offer", "confirmed"),
    "site": ("offer", "confirmed"),
    "language": ("offer", "confirmed"),
    "insurance": ("offer", "confirmed"),
    "offer": ("confirmed",),
    "appointment": ("offer", "confirmed", "notice"),
    "medicine": ("medication", "listed", "names", "unlisted"),
    "person": ("first_name", "last_name", "birth_date", "appointment", "offer", "confirmed", "notice"),
}
"""Which slots lose their value when one is changed: a correction undoes what was built on it, and no more."""

NAMES_THE_VISIT: dict[str, tuple[str, ...]] = {
    "reschedule": ("appointment_date", "visit_type"),
    "cancel_appointment": ("appointment_date", "date", "visit_type", "clinician"),
}
"""Slots by which a patient says which existing visit is meant: told anew, the visit is looked for anew."""

SEARCH_SLOTS = frozenset(
    {"visit_type", "date", "time", "clinician", "site", "language", "insurance", "appointment"}
)
"""Slots that decide which times are offered."""


PROOF = "proof"
"""Slot of a task that turned out to need as much proof of who asks as test results do."""
WORKING_SLOTS = frozenset(
    {
        PROOF,
        "offer",
        "listed",
        "names",
        "unlisted",
        "asked_medicine",
        "asked_about",
        "left_read",
        "picked",
        "visit",
        "waiting",
        "on_file",
    }
)
"""Slots in which a specialist keeps where it stands: not told by the patient, and no business of staff's."""


EITHER = frozenset({"date", "time", "clinician", "site"})
"""Slots that may hold several values, any of which will do ("Tuesday or Thursday"), joined by OR."""
OR = " or "


MOST_WORDS, LONGEST_LINE = 4, 500
"""Lines of the patient that a task keeps (the first, and the last ones), and characters of each."""


class Task(Value):
    """Where a task stands follows from what is filled: there is no step number to get wrong.

    `id` is derived from the conversation and the task's number, so that a turn that is run again after a crash
    makes the same ids, and with them the same idempotency keys.
    """

    id: str
    kind: TaskKind
    slots: dict[str, str] = {}
    words: tuple[str, ...] = ()
    """The patient's lines in which it was begun and told of, for the people who take it over; the last few."""
    offers: tuple[Offer, ...] = ()
    """Times that were offered last; `slots["offer"]` names the chosen one."""
    more_after: str | None = None
    """ISO instant: search only behind it ("something else")."""
    appointments: tuple[Appointment, ...] | None = None
    """The patient's open visits, once looked up."""
    waiting: tuple[WaitlistEntry, ...] | None = None
    """What the patient waits for, once looked up."""
    interrupted: bool = False
    """Another task was begun over it in a later turn; queued in one line, tasks simply follow each other."""
    relaxed: tuple[str, ...] = ()
    """Wishes that could not be met and were dropped for the present offers."""

    def slot(self, name: str) -> str | None:
        return self.slots.get(name)

    def with_slot(self, name: str, value: str) -> Self:
        """The task with a value told or corrected, and without what was built on the old value."""
        if self.slots.get(name) == value:
            return self
        stale = FOLLOWS_FROM.get(name, ())
        if name in NAMES_THE_VISIT.get(self.kind, ()):
            stale += ("appointment", "notice", "offer", "confirmed")
        slots = {key: kept for key, kept in self.slots.items() if key not in stale} | {name: value}
        changes: dict[str, object] = {"slots": slots}
        if name in SEARCH_SLOTS:
            changes |= {"offers": (), "more_after": None, "relaxed": ()}
        if name == "person":  # another patient has other visits, and other rules
            changes |= {
                "offers": (),
                "more_after": None,
                "relaxed": (),
                "appointments": None,
                "waiting": None,
            }
        return self.model_copy(update=changes)

    def alternatives(self) -> tuple[Self, ...]:
        """The task once for each combination of values of which any will do; itself where there is one of each."""
        several = [name for name in sorted(EITHER) if OR in self.slots.get(name, "")]
        if not several:
            return (self,)
        values = (self.slots[name].split(OR) for name in several)
        return tuple(
            self.model_copy(update={"slots": self.slots | dict(zip(several, picked, strict=True))})
            for picked in product(*values)
        )

    def at(self, now: datetime) -> Self:
        """The task as time has gone on: times that have passed are no longer on offer, nor chosen."""
        offers = tuple(offer for offer in self.offers if offer.start > now)
        if len(offers) == len(self.offers):
            return self
        kept = self.model_copy(update={"offers": offers})
        return kept if kept.chosen() else kept.without("offer", "confirmed")

    def told_in(self, line: str) -> Self:
        """The task with a line that was about it."""
        if not line or line in self.words:
            return self
        kept = (
            (*self.words[:1], *self.words[1:][-(MOST_WORDS - 2) :])
            if len(self.words) >= MOST_WORDS
            else self.words
        )
        return self.model_copy(update={"words": (*kept, line[:LONGEST_LINE])})

    def without(self, *names: str) -> Self:
        return self.model_copy(update={"slots": {k: v for k, v in self.slots.items() if k not in names}})

    def chosen(self) -> Offer | None:
        """The offer that the patient picked, if it is one of those offered."""
        return next((offer for offer in self.offers if offer.slot_id == self.slots.get("offer")), None)

    def appointment(self) -> Appointment | None:
        """The existing visit that the task is about."""
        wanted = self.slots.get("appointment")
        return next((visit for visit in self.appointments or () if visit.id == wanted), None)


SCHEDULING_TASKS: frozenset[TaskKind] = frozenset(
    {
        "book",
        "reschedule",
        "cancel_appointment",
        "appointment_info",
        "confirm_appointment",
        "join_waitlist",
    }
)


def task_id(conversation_id: str, number: int) -> str:
    return f"{conversation_id}.{number}"
