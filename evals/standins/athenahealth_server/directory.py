"""Departments, providers and appointment types."""

from starlette.requests import Request
from starlette.responses import Response

from evals.standins.athenahealth_server.answers import listed
from evals.standins.practice import Book


class Directory:
    def __init__(self, book: Book, types: dict[str, str]) -> None:
        self.book = book
        self._numbers = types

    async def departments(self, request: Request) -> Response:
        entries = [
            {
                "departmentid": str(each.number),
                "name": each.name,
                "patientdepartmentname": each.title,
                "timezonename": {"America/New_York": "US/Eastern"}.get(each.zone.key, each.zone.key),
                "timezoneoffset": -5,
                "doesnotobservedst": "false",
                "servicedepartment": "true",
            }
            for each in self.book.places
        ]
        return listed(request, "departments", entries)

    async def providers(self, request: Request) -> Response:
        entries = [
            {
                "providerid": each.number,
                "firstname": each.first_name,
                "lastname": each.last_name,
                "npi": int(each.npi),
                "entitytype": "Person",
                "billable": "true",
            }
            for each in self.book.staff
        ]
        return listed(request, "providers", entries)

    async def types(self, request: Request) -> Response:
        entries = [
            {
                "appointmenttypeid": number,
                "name": kind.replace("-", " ").upper(),
                "shortname": kind,
                "duration": str(self.book.kinds[kind]),
                "patient": "true",
                "generic": "false",
            }
            for kind, number in self._numbers.items()
        ]
        return listed(request, "appointmenttypes", entries)
