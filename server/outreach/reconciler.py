"""The reconciler: looks at the visits and at what was told of them, and writes what is due, each thing once.

Nothing is planned ahead and nothing is cleaned up: a visit that moved has other occasions, one that is gone has none.
Several may run at once, and one may die anywhere: an occasion is claimed in the transaction that puts its message into
the outbox.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy import Connection

from clinic.care import DueVisit
from clinic.clock import Clock
from clinic.messaging import Purpose
from clinic.outreach import Bundle, Due, Kind, Never, Reach, Tellings, bundled, verdicts
from clinic.outreach.reaching import not_now, number_of
from clinic.settings import ClinicSettings
from graph import Office
from server.outreach.calendar_links import CalendarLinks
from server.outreach.reading import Stretch, VisitsUntold, stretches
from server.outreach.report import Report, Tally
from server.outreach.wording import bundle_text
from server.records.database import Database
from server.records.outbox import enqueue
from server.records.outreach import claim, reaches, tellings, waiting_about, withdraw_deliveries

PURPOSES: dict[Kind, Purpose] = {"confirmation": "notice", "moved": "notice", "reminder": "outreach"}
"""What tells of a patient's own booking is an answer, and counts towards no cap."""


class Reconciler:
    """`office` opens the clinic in force with its EHR tools; `wake` is called when there is something in the outbox."""

    def __init__(
        self,
        office: Callable[[], AbstractAsyncContextManager[Office]],
        database: Database,
        clock: Clock,
        links: CalendarLinks | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._office = office
        self._database = database
        self._clock = clock
        self._links = links
        self._wake = wake

    async def round(self, *, dry_run: bool = False, until: datetime | None = None) -> Report:
        """Everything that is due now, once. A dry run writes nothing; `until` has its report name what comes by then."""
        now = self._clock.now()
        tally = Tally(now, max(until or now, now))
        async with self._office() as office:
            if not office.settings.has_stage("reminders"):
                return tally.report()
            try:
                async for stretch in stretches(office.ehr, office.settings, now):
                    await self._stretch(stretch, office.settings, now, tally, dry_run=dry_run)
            except VisitsUntold as untold:
                tally.trouble = untold.code
        if tally.messages and not dry_run:
            self._wake()
        return tally.report()

    async def _stretch(
        self, stretch: Stretch, clinic: ClinicSettings, now: datetime, tally: Tally, *, dry_run: bool
    ) -> None:
        tally.visits += len(stretch.visits)
        if not dry_run:
            tally.withdrawn += await self._database.write(
                lambda connection: _withdraw_stale(connection, stretch, now)
            )
        told, reach = await self._database.read(lambda connection: _known(connection, stretch.visits, now))
        dues: list[tuple[Due, DueVisit]] = []
        never: list[Never] = []
        for visit in stretch.visits:
            phone = number_of(visit.phones)
            known = told.get(visit.appointment.id, Tellings())
            for verdict in verdicts(visit, known, reach.get(phone, Reach()), clinic, now):
                tally.add(verdict)
                if isinstance(verdict, Due):
                    dues.append((verdict, visit))
                elif isinstance(verdict, Never):
                    never.append(verdict)
        bundles = bundled(dues, clinic.zone)
        if dry_run:
            tally.messages += len(bundles)
            return
        if never:
            await self._database.write(lambda connection: _settle(connection, never, now))
        for bundle in bundles:
            tally.messages += await self._database.write(_sending(bundle, clinic, now, self._links))


def _known(
    connection: Connection, visits: Iterable[DueVisit], now: datetime
) -> tuple[dict[str, Tellings], dict[str, Reach]]:
    listed = tuple(visits)
    phones = {phone for each in listed if (phone := number_of(each.phones)).startswith("+")}
    told = tellings(connection, [each.appointment.id for each in listed])
    return told, reaches(connection, phones, now=now)


def _settle(connection: Connection, never: list[Never], now: datetime) -> None:
    for reason in sorted({each.reason for each in never}):
        claim(connection, [each.occasion for each in never if each.reason == reason], at=now, reason=reason)


def _sending(
    bundle: Bundle, clinic: ClinicSettings, now: datetime, links: CalendarLinks | None
) -> Callable[[Connection], bool]:
    """Claim the occasions and write the message in one transaction. Whether a message was written.

    What another worker has claimed meanwhile is left to it; a cap that an earlier message of this round has used up
    leaves the occasions unclaimed, for a later round.
    """

    def work(connection: Connection) -> bool:
        purpose = PURPOSES[bundle.kind]
        reach = reaches(connection, [bundle.phone], now=now)[bundle.phone]
        capped = purpose == "outreach"
        if reach.opted_out or not_now(bundle.phone, reach, clinic, now, capped=capped):
            return False
        mine = claim(connection, [due.occasion for due in bundle.dues], at=now, delivery=bundle.key)
        kept = bundle.only(mine)
        if kept is None:
            return False
        one = kept.visits[0] if len(kept.visits) == 1 else None
        link = links.link(bundle.key) if links and one and bundle.kind != "reminder" else ""
        return enqueue(
            connection,
            bundle.key,
            conversation_id="",
            recipient=bundle.phone,
            text=bundle_text(kept, clinic, calendar=link),
            at=now,
            purpose=purpose,
            asks="attend" if one and bundle.kind == "reminder" else None,
            about=one.appointment.id if one else None,
            patient_id=one.patient_id if one else None,
        )

    return work


def _withdraw_stale(connection: Connection, stretch: Stretch, now: datetime) -> int:
    """Messages that have not gone out and are about a visit that is not, or no longer then."""
    booked = {(each.appointment.id, each.appointment.start) for each in stretch.visits}
    stale = {
        delivery
        for delivery, appointment_id, start in waiting_about(connection, stretch.start, stretch.end)
        if (appointment_id, start) not in booked
    }
    return withdraw_deliveries(connection, stale, error="visit_changed", at=now) if stale else 0
