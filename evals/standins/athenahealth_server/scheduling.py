"""Open times and appointments: /appointments and a patient's own."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clinic.clock import Clock
from evals.standins.athenahealth_server.answers import a_date, gone, listed, missing
from evals.standins.practice import Book, Person, Stretch, Visit

_FIRST_TYPE = 82
_STATUSES = {
    "booked": "f",
    "checked-in": "2",
    "fulfilled": "4",
    "noshow": "x",
    "cancelled": "x",
    "moved": "x",
}
_ALREADY_BOOKED = {
    "detailedmessage": (
        "The appointment ID is already booked or is not marked as being available to be scheduled via the API."
    ),
    "error": "That appointment time was already booked or not available for booking.",
}


class Appointments:
    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock
        self.types = {kind: str(number) for number, kind in enumerate(book.kinds, start=_FIRST_TYPE)}
        self.waiting: list[dict[str, str]] = []
        """Entries of the waitlist, as posted."""

    async def open(self, request: Request) -> Response:
        """Without a reason or type there are no results; by default none of the next 24 hours."""
        query = request.query_params
        if "departmentid" not in query:
            return missing("departmentid")
        reasons = set(query.get("reasonid", "").split(",")) - {""}
        if reasons - {"-1"} and "providerid" not in query:
            return JSONResponse({"error": "A provider ID is required with this reason ID."}, 400)
        place = next((each for each in self.book.places if str(each.number) == query["departmentid"]), None)
        today = self.clock.now().astimezone(self.book.zone).date()
        first = a_date(query.get("startdate")) or today
        last = a_date(query.get("enddate")) or first + timedelta(days=7)
        kind = next(
            (kind for kind, number in self.types.items() if number == query.get("appointmenttypeid")), None
        )
        found: list[Stretch] = []
        if place is not None and (kind or reasons):
            soonest = self.clock.now()
            if query.get("bypassscheduletimechecks") != "true":
                soonest += timedelta(hours=24)
            found = [
                each
                for each in self.book.free(place, first, last)
                if each.start >= soonest
                and ("providerid" not in query or str(each.staff.number) in query["providerid"].split(","))
            ]
        return listed(request, "appointments", [self._told_open(each) for each in found])

    def _told_open(self, stretch: Stretch) -> dict[str, Any]:
        """Here ids are numbers, and the type is that of the template, which takes any visit."""
        return {
            "date": f"{stretch.local:%m/%d/%Y}",
            "appointmentid": stretch.number,
            "departmentid": stretch.place.number,
            "localproviderid": stretch.staff.number,
            "appointmenttype": f"Any {stretch.minutes}",
            "providerid": stretch.staff.number,
            "starttime": f"{stretch.local:%H:%M}",
            "duration": stretch.minutes,
            "appointmenttypeid": 2,
            "reasonid": ["-1"],
            "patientappointmenttypename": f"Any {stretch.minutes}",
        }

    async def booked(self, request: Request) -> Response:
        """Of a department or provider and between two dates, all of which must be named; cancelled ones are left out."""
        query = request.query_params
        if lacking := [name for name in ("departmentid", "startdate", "enddate") if name not in query]:
            return missing(*lacking)
        first, last = a_date(query["startdate"]), a_date(query["enddate"])
        if first is None or last is None:
            return JSONResponse({"error": "The data provided is invalid."}, 400)
        found = [
            each
            for each in self.book.visits
            if str(each.place.number) == query["departmentid"]
            and first <= each.local.date() <= last
            and _STATUSES[each.status] != "x"
        ]
        return listed(request, "appointments", [self.told(each) for each in found])

    async def appointment(self, request: Request) -> Response:
        visit = self.visit_of(request)
        return JSONResponse([self.told(visit)]) if visit else gone("The appointment is not available.")

    async def take(self, request: Request) -> Response:
        form = await request.form()
        person = self.person_of(str(form.get("patientid", "")))
        kind = next(
            (kind for kind, number in self.types.items() if number == form.get("appointmenttypeid")), None
        )
        if person is None or kind is None:
            return missing("patientid" if person is None else "appointmenttypeid")
        stretch = self._stretch(request.path_params["id"])
        note = str(form.get("bookingnote", ""))
        visit = self.book.take(person, stretch, kind, self.book.kinds[kind], note=note) if stretch else None
        return JSONResponse([self.told(visit)]) if visit else JSONResponse(_ALREADY_BOOKED, 409)

    async def reschedule(self, request: Request) -> Response:
        form = await request.form()
        visit, stretch = self.visit_of(request), self._stretch(str(form.get("newappointmentid", "")))
        if visit is None or visit.status != "booked" or str(visit.person.number) != form.get("patientid"):
            return gone("The appointment is not available.")
        moved = None
        if stretch is not None:
            moved = self.book.take(visit.person, stretch, visit.kind, visit.minutes, moves=visit)
        return JSONResponse([self.told(moved)]) if moved else JSONResponse(_ALREADY_BOOKED, 409)

    async def cancel(self, request: Request) -> Response:
        """What cannot be cancelled is refused with HTTP 200."""
        form = await request.form()
        visit = self.visit_of(request)
        if visit is None or str(visit.person.number) != form.get("patientid"):
            return gone("The appointment is not available.")
        if visit.status != "booked":
            return JSONResponse({"success": "false", "errormessage": "The appointment cannot be cancelled."})
        self.book.cancel(visit)
        return JSONResponse([{"status": "x"}])

    async def confirm(self, request: Request) -> Response:
        visit = self.visit_of(request)
        if visit is None or visit.status != "booked":
            return JSONResponse({"success": "false", "errormessage": "The appointment is not available."})
        visit.confirmed = True
        visit.changed += 1
        return JSONResponse({"success": "true"})

    async def wait(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        lacking = [name for name in ("patientid", "departmentid") if name not in form]
        if lacking:
            return missing(*lacking)
        self.waiting.append(form)
        return JSONResponse({"waitlistid": str(len(self.waiting))})

    async def appointments_of(self, request: Request) -> Response:
        person, query = self.person_of(request.path_params["id"]), request.query_params
        if person is None:
            return gone("The patient is not available.")
        first, last = a_date(query.get("startdate")), a_date(query.get("enddate"))
        now = self.clock.now()
        found = [
            each
            for each in self.book.visits
            if each.person is person
            and (first is None or each.local.date() >= first)
            and (last is None or each.local.date() <= last)
            and (query.get("showpast") == "true" or each.start >= now)
            and (query.get("showcancelled") == "true" or _STATUSES[each.status] != "x")
        ]
        return listed(request, "appointments", [self.told(each) for each in found])

    def told(self, visit: Visit) -> dict[str, Any]:
        told: dict[str, Any] = {
            "appointmentid": str(visit.number),
            "appointmentstatus": _STATUSES[visit.status],
            "appointmenttype": visit.kind.replace("-", " ").upper(),
            "appointmenttypeid": self.types.get(visit.kind, "2"),
            "date": f"{visit.local:%m/%d/%Y}",
            "departmentid": str(visit.place.number),
            "duration": visit.minutes,
            "patientid": str(visit.person.number),
            "providerid": str(visit.staff.number),
            "starttime": f"{visit.local:%H:%M}",
            "lastmodified": f"{visit.local:%m/%d/%Y} 00:00:{visit.changed:02}",
            "chargeentrynotrequired": "false",
            "coordinatorenterprise": "false",
            "frozenyn": "false",
        }
        if visit.moved_to is not None:
            told["rescheduledappointmentid"] = str(visit.moved_to.number)
        if visit.status == "noshow":
            told["cancelreasonnoshow"] = "true"
        return told

    def visit_of(self, request: Request) -> Visit | None:
        written = request.path_params["id"]
        return self.book.visit(int(written)) if written.isdigit() else None

    def _stretch(self, written: str) -> Stretch | None:
        return next(
            (each for each in self.book.stretches if str(each.number) == written and each.is_free), None
        )

    def person_of(self, written: str) -> Person | None:
        return self.book.person(int(written)) if written.isdigit() else None
