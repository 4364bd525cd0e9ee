"""What is due to one number at once becomes one message: two visits on a day are one reminder."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from itertools import groupby
from zoneinfo import ZoneInfo

from clinic.care import DueVisit
from clinic.models import Value
from clinic.outreach.occasions import Due, Kind


class Bundle(Value):
    """One message to `phone` (E.164) about visits on one local day, by their start; `dues` belong to them in order."""

    phone: str
    kind: Kind
    visits: tuple[DueVisit, ...]
    dues: tuple[Due, ...]

    @property
    def key(self) -> str:
        """Unique as what it is made of: the same occasions make the same message."""
        keys = "|".join(sorted(due.occasion.key for due in self.dues))
        return f"outreach.{sha256(keys.encode()).hexdigest()[:32]}"

    def only(self, keys: Collection[str]) -> "Bundle | None":
        """The same without the occasions that have other keys; None where none is left."""
        dues = tuple(due for due in self.dues if due.occasion.key in keys)
        about = {due.occasion.appointment_id for due in dues}
        visits = tuple(each for each in self.visits if each.appointment.id in about)
        return self.model_copy(update={"dues": dues, "visits": visits}) if dues else None


def bundled(dues: Iterable[tuple[Due, DueVisit]], zone: ZoneInfo) -> tuple[Bundle, ...]:
    """Bundles by number, kind, language and the visits' local day."""

    def place(each: tuple[Due, DueVisit]) -> tuple[str, str, str, str]:
        due, visit = each
        day = due.occasion.start.astimezone(zone).date().isoformat()
        return due.phone, due.occasion.kind, day, visit.language

    in_order = sorted(dues, key=lambda each: (place(each), each[0].occasion.start, each[0].occasion.key))
    return tuple(_bundle(list(group)) for _, group in groupby(in_order, key=place))


def _bundle(group: list[tuple[Due, DueVisit]]) -> Bundle:
    visits = {visit.appointment.id: visit for _, visit in group}
    first = group[0][0]
    return Bundle(
        phone=first.phone,
        kind=first.occasion.kind,
        visits=tuple(visits.values()),
        dues=tuple(due for due, _ in group),
    )
