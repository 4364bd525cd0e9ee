"""Who and what a practice has: providers, resources, locations, events, categories, lists."""

from starlette.requests import Request
from starlette.responses import Response

from evals.standins.nextgen_server.ids import category, event_of, guid, id_of, provider_of
from evals.standins.nextgen_server.odata import Entry, listed
from evals.standins.practice import Book

PRACTICE = "0006"
_ANOTHER_PRACTICE = "0001"
OPEN_CATEGORY, CLOSED_CATEGORY = "Clinic Hours", "Unavailable"
ACTIVE, DISCHARGED = "Active", "Discharged From Practice"


class Directory:
    def __init__(self, book: Book) -> None:
        self.book = book

    async def providers(self, request: Request) -> Response:
        return listed(
            request,
            [
                {
                    "id": provider_of(each),
                    "practiceId": PRACTICE,
                    "firstName": each.first_name,
                    "lastName": each.last_name,
                    "nationalProviderId": each.npi,
                    "description": f"{each.last_name}, {each.first_name}",
                    "isDeleted": False,
                    "isRenderingAtPractice": True,
                }
                for each in self.book.staff
            ],
        )

    async def resources(self, request: Request) -> Response:
        """Rooms and machines are resources too, without a provider; and a clinician's former one is still listed."""
        people: list[Entry] = [
            {
                "id": id_of(each),
                "practiceId": PRACTICE,
                "isDeleted": False,
                "resourceDisplayName": f"{each.first_name} {each.last_name}",
                "providerId": provider_of(each),
                "resourceType": "Person",
                "interval": 20,
            }
            for each in self.book.staff
        ]
        room = {
            "id": guid("Room", 1),
            "practiceId": PRACTICE,
            "isDeleted": False,
            "resourceDisplayName": "Room 1",
        }
        former = {**people[0], "id": guid("Former", 1), "isDeleted": True}
        return listed(request, [*people, {**room, "providerId": None, "resourceType": "Room"}, former])

    async def locations(self, request: Request) -> Response:
        return listed(
            request,
            [
                {"practiceId": PRACTICE, "locationId": id_of(each), "locationName": each.name, "phone": ""}
                for each in self.book.places
            ],
        )

    async def events(self, request: Request) -> Response:
        """Of all practices of the enterprise, under the same names."""
        return listed(
            request,
            [
                *(_event(kind, minutes, _ANOTHER_PRACTICE) for kind, minutes in self.book.kinds.items()),
                *(_event(kind, minutes, PRACTICE) for kind, minutes in self.book.kinds.items()),
            ],
        )

    async def categories(self, request: Request) -> Response:
        return listed(
            request,
            [
                {
                    "id": category(name),
                    "name": name,
                    "practiceId": PRACTICE,
                    "excludeSlotsInSearch": name != OPEN_CATEGORY,
                }
                for name in (OPEN_CATEGORY, "Lunch", CLOSED_CATEGORY)
            ],
        )

    async def category_events(self, request: Request) -> Response:
        return listed(request, [_event(kind, minutes, PRACTICE) for kind, minutes in self.book.kinds.items()])

    async def list_items(self, request: Request) -> Response:
        items = [
            ("as_cancel_reason", "Provider Out"),
            ("as_cancel_reason", "Patient Request"),
            ("as_resched_reason", "Patient Request"),
        ]
        return listed(request, [{"id": guid(kind, name), "name": name, "type": kind} for kind, name in items])

    async def patient_statuses(self, request: Request) -> Response:
        return listed(
            request,
            [
                {
                    "id": guid("Status", name),
                    "practiceId": PRACTICE,
                    "description": name,
                    "appointmentScheduling": scheduling,
                    "isDeleted": False,
                }
                for name, scheduling in ((ACTIVE, "A"), (DISCHARGED, "C"))
            ],
        )


def _event(kind: str, minutes: int, practice: str) -> Entry:
    known = event_of(kind) if practice == PRACTICE else guid("Event elsewhere", kind)
    return {"practiceId": practice, "id": known, "name": kind, "isDeleted": False, "duration": minutes}
