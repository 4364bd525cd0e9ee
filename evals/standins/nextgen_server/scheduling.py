"""Slots and appointments."""

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clinic.clock import Clock
from evals.standins.nextgen_server.directory import CLOSED_CATEGORY, OPEN_CATEGORY, PRACTICE
from evals.standins.nextgen_server.ids import category, event_of, guid, id_of
from evals.standins.nextgen_server.odata import Entry, listed, refused
from evals.standins.practice import Book, Person, Stretch, Visit

_TAKEN = "The selected resource is not available at the requested date and time."


class Scheduling:
    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock

    async def slots(self, request: Request) -> Response:
        """Without a filter, those of the next seven days. None has an id."""
        written = request.query_params.get("$filter", "").lower()
        stretches = self.book.stretches
        if "startdate" not in written:
            now = self.clock.now()
            stretches = [each for each in stretches if now <= each.start < now + timedelta(days=7)]
        # A shortcut: what the filter would leave out anyhow.
        of_one = "resourceid" in written and "locationid" in written
        near = [
            each
            for each in stretches
            if not of_one or (id_of(each.staff) in written and id_of(each.place) in written)
        ]
        return listed(request, [_slot(each) for each in near])

    async def appointment(self, request: Request) -> Response:
        visit = self.visit_of(request)
        return JSONResponse(self.told(visit)) if visit else _not_found()

    async def appointments_of(self, request: Request) -> Response:
        visits = [each for each in self.book.visits if id_of(each.person) == request.path_params["id"]]
        return listed(request, [self.told(each) for each in sorted(visits, key=lambda each: each.start)])

    async def appointments(self, request: Request) -> Response:
        """Without a filter on the date, those of the next seven days."""
        visits = sorted(self.book.visits, key=lambda each: each.start)
        if "appointmentdate" not in request.query_params.get("$filter", "").lower():
            now = self.clock.now()
            visits = [each for each in visits if now <= each.start < now + timedelta(days=7)]
        return listed(request, [self.told(each) for each in visits])

    async def book_visit(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        person = next((each for each in self.book.people if id_of(each) == body.get("PersonId")), None)
        kind = self._kind(body)
        stretch = self._stretch(body)
        if person is None or kind is None:
            return refused("The person or event was not found.")
        note = str(body.get("Details", ""))
        visit = self._taken(person, stretch, kind, body, note=note)
        return Response(status_code=200) if visit else refused(_TAKEN)

    async def reschedule(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        visit = self.visit_of(request)
        if visit is None:
            return _not_found()
        if visit.status != "booked":
            return refused("The appointment cannot be rescheduled.")
        moved = self._taken(visit.person, self._stretch(body), visit.kind, body, moves=visit)
        return Response(status_code=200) if moved else refused(_TAKEN)

    async def cancel(self, request: Request) -> Response:
        visit = self.visit_of(request)
        if visit is None:
            return _not_found()
        if visit.status != "booked" or "CancelReasonId" not in await request.json():
            return refused("The appointment cannot be cancelled.")
        self.book.cancel(visit)
        return Response(status_code=200)

    async def change(self, request: Request) -> Response:
        """PATCH: the time is not among what it changes."""
        visit = self.visit_of(request)
        if visit is None:
            return _not_found()
        visit.confirmed = bool((await request.json()).get("AppointmentConfirmed", visit.confirmed))
        visit.changed += 1
        return Response(status_code=200)

    def visit_of(self, request: Request) -> Visit | None:
        return next((each for each in self.book.visits if id_of(each) == request.path_params["id"]), None)

    def told(self, visit: Visit) -> Entry:
        end = visit.local + timedelta(minutes=visit.minutes)
        return {
            "id": id_of(visit),
            "personId": id_of(visit.person),
            "firstName": visit.person.first_name,
            "lastName": visit.person.last_name,
            "practiceId": PRACTICE,
            "eventId": event_of(visit.kind),
            "eventName": visit.kind,
            "locationId": id_of(visit.place),
            "locationName": visit.place.title,
            "resourceIds": [id_of(visit.staff)],
            "appointmentDate": f"{visit.local:%Y-%m-%d}T00:00:00",
            "beginTime": f"{visit.local:%H%M}",
            "endTime": f"{end:%H%M}",
            "duration": visit.minutes,
            "details": visit.note,
            "isCancelled": visit.status == "cancelled",
            "isRescheduled": visit.status == "moved",
            "rescheduledAppointmentId": id_of(visit.moved_from) if visit.moved_from else None,
            "isKept": visit.status in ("fulfilled", "checked-in"),
            "isNoShow": visit.status == "noshow",
            "isDeleted": False,
            "appointmentConfirmed": visit.confirmed,
            "workflowStatus": "KEPT" if visit.status == "fulfilled" else None,
            "modifyTimestamp": f"{visit.local:%Y-%m-%d}T00:00:{visit.changed:02}",
        }

    def _taken(
        self,
        person: Person,
        stretch: Stretch | None,
        kind: str,
        body: dict[str, Any],
        *,
        note: str = "",
        moves: Visit | None = None,
    ) -> Visit | None:
        """None where the time is not free. What the practice's rules forbid may be overridden, and that is a mistake."""
        overrides = [
            name
            for name, value in body.items()
            if name.endswith(("Override", "OnLogin", "Booking")) and value
        ]
        if overrides or stretch is None:
            return None
        return self.book.take(person, stretch, kind, int(body["DurationMinutes"]), note=note, moves=moves)

    def _stretch(self, body: dict[str, Any]) -> Stretch | None:
        at = datetime.fromisoformat(body["AppointmentDate"])  # local to the location, and says no zone
        return next(
            (
                each
                for each in self.book.stretches
                if body.get("ResourceIds") == [id_of(each.staff)]
                and body.get("LocationId") == id_of(each.place)
                and each.local.replace(tzinfo=None) == at
            ),
            None,
        )

    def _kind(self, body: dict[str, Any]) -> str | None:
        return next((kind for kind in self.book.kinds if event_of(kind) == body.get("EventId")), None)


def _slot(stretch: Stretch) -> Entry:
    return {
        "categoryId": category(CLOSED_CATEGORY if stretch.blocked else OPEN_CATEGORY),
        "locationId": id_of(stretch.place),
        "resourceId": id_of(stretch.staff),
        "startDate": f"{stretch.local:%Y-%m-%d}T00:00:00",
        "beginTime": f"{stretch.local:%H%M}",
        "duration": stretch.minutes,
        "appointmentCount": 1 if stretch.visit is not None else 0,
        "timeslotCount": 1,
        "templateId": guid("Template", stretch.staff.number),
    }


def _not_found() -> Response:
    """As text, and empty."""
    return Response(status_code=404, media_type="text/plain")
