"""Persons: looked up, read, registered."""

from datetime import UTC, date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clinic.clock import Clock
from clinic.names import fold
from evals.standins.nextgen_server.directory import ACTIVE, DISCHARGED
from evals.standins.nextgen_server.ids import guid, id_of
from evals.standins.nextgen_server.odata import Entry, refused
from evals.standins.practice import Book, Person

_LANGUAGES = {"en": "English", "es": "Spanish"}


class Persons:
    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock

    async def lookup(self, request: Request) -> Response:
        """Every criterion must be met; a quick search sets the others aside."""
        query = request.query_params
        if not {"quickSearchInput", "dateOfBirth", "lastName", "firstName"} & query.keys():
            return refused("Argument criteria cannot be null.\r\nParameter name: criteria")
        if query.get("quickSearchId") == "PhoneNumber":
            found = [each for each in self.book.people if query["quickSearchInput"] in _digits(each)]
        else:
            found = [
                each
                for each in self.book.people
                if query.get("dateOfBirth") in (None, each.birth_date.isoformat())
                and fold(each.last_name).startswith(fold(query.get("lastName", "")))
                and fold(each.first_name).startswith(fold(query.get("firstName", "")))
            ]
        if query.get("excludeExpired") == "true":
            found = [each for each in found if each.deceased_on is None]
        if query.get("searchPatientsOnly") == "true":
            found = [each for each in found if each.seed]
        return JSONResponse(
            {"items": [_summary(each) for each in found], "nextPageLink": None, "count": None}
        )

    async def person(self, request: Request) -> Response:
        person = next((each for each in self.book.people if id_of(each) == request.path_params["id"]), None)
        return JSONResponse(_told(person)) if person else Response(status_code=404, media_type="text/plain")

    async def register(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        if lacking := [
            name for name in ("FirstName", "LastName", "DateOfBirth", "Sex") if not body.get(name)
        ]:
            return refused(f"The {lacking[0]} field is required.")
        born = date.fromisoformat(body["DateOfBirth"][:10])
        same = [
            each
            for each in self.book.people
            if each.birth_date == born and fold(each.last_name) == fold(body["LastName"])
            and fold(each.first_name)[:1] == fold(body["FirstName"])[:1]
        ]  # fmt: skip
        if same and not body.get("IgnoreDuplicatePersons"):
            return refused("A person with similar demographics already exists.", 409)
        number = max(each.number for each in self.book.people) + 1
        phones = [f"+1{body['CellPhone']}"] if body.get("CellPhone") else []
        person = Person(number, "", body["FirstName"], body["LastName"], born, phones, body.get("Email", ""))
        person.registered_on = self.clock.now().astimezone(UTC).date()
        self.book.register(person)
        return Response(status_code=200)


def _summary(person: Person) -> Entry:
    """What a lookup tells: neither status nor death."""
    return {
        "id": id_of(person),
        "firstName": person.first_name,
        "lastName": person.last_name,
        "dateOfBirth": f"{person.birth_date.isoformat()}T00:00:00",
        "sex": "U",
        "isPatient": bool(person.seed),
        "cellPhone": next(iter(_digits(person)), None),
    }


def _told(person: Person) -> Entry:
    phones = [*_digits(person), None, None]
    return _summary(person) | {
        "cellPhone": phones[0],
        "homePhone": phones[1],
        "dayPhone": None,
        "email": person.email or None,
        "zip": person.postal_code or None,
        "nickname": next(iter(person.other_names), None),
        "preferredLanguage": _LANGUAGES.get(person.language),
        "patientStatusId": guid("Status", ACTIVE if person.active else DISCHARGED),
        "isExpired": person.deceased_on is not None,
        "expiredDate": f"{person.deceased_on.isoformat()}T00:00:00" if person.deceased_on else None,
        "createTimestampUtc": f"{person.registered_on.isoformat()}T23:59:59.25",
    }


def _digits(person: Person) -> list[str]:
    return [each.removeprefix("+1") for each in person.phones]
