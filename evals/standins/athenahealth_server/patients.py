"""Patients: search, enhanced best match, registration that may answer with somebody on file, documents."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clinic.clock import Clock
from clinic.names import fold
from evals.standins.athenahealth_server.answers import a_date, gone, listed, missing
from evals.standins.practice import Book, Person

_MOST_PATIENTS = 1000
LANGUAGES = {"en": "eng", "es": "spa"}


class Patients:
    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock
        self.documents: list[dict[str, str]] = []
        """Patient cases and phone messages, as posted, with `kind` and `patientid`."""

    async def search(self, request: Request) -> Response:
        query = request.query_params
        if not {"dob", "firstname", "lastname"} & query.keys():
            return JSONResponse({"error": "Additional search criteria are required."}, 400)
        found = [
            each
            for each in self.book.people
            if query.get("dob") in (None, f"{each.birth_date:%m/%d/%Y}")
            and fold(each.last_name).startswith(fold(query.get("lastname", "")))
            and fold(each.first_name).startswith(fold(query.get("firstname", "")))
        ]
        if len(found) > _MOST_PATIENTS:
            too_many = "The given search parameters would produce a total data set larger than 1000 records."
            return JSONResponse({"error": f"{too_many}  Please refine your search and try again."}, 400)
        return listed(request, "patients", [told_person(each) for each in found])

    async def best_match(self, request: Request) -> Response:
        """The five best of score 16 and more. How athenahealth scores is not public: here fields that fit count."""
        query = request.query_params
        lacking = [name for name in ("firstname", "lastname", "dob") if not query.get(name)]
        if lacking:
            return missing(*lacking)
        scored = sorted(
            ((_score(each, dict(query)), each) for each in self.book.people),
            key=lambda pair: (-pair[0], pair[1].number),
        )
        best = [(score, each) for score, each in scored if score >= 16][:5]
        return JSONResponse(
            [
                {
                    "patientid": str(each.number),
                    "firstname": each.first_name,
                    "lastname": each.last_name,
                    "dob": f"{each.birth_date:%m/%d/%Y}",
                    "score": score,
                }
                for score, each in best
            ]
        )

    async def patient(self, request: Request) -> Response:
        person = self.person_of(request.path_params["id"])
        return JSONResponse([told_person(person)]) if person else gone("The patient is not available.")

    async def register(self, request: Request) -> Response:
        """Somebody of the same name and birthday is answered with, not created."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        lacking = [name for name in ("firstname", "lastname", "dob", "departmentid") if not form.get(name)]
        if lacking:
            return missing(*lacking)
        born = a_date(form["dob"])
        if born is None:
            return JSONResponse({"error": "The data provided is invalid."}, 400)
        for each in self.book.people:
            same_name = (fold(each.first_name), fold(each.last_name)) == (
                fold(form["firstname"]),
                fold(form["lastname"]),
            )
            if same_name and each.birth_date == born:
                return JSONResponse([{"patientid": str(each.number)}])
        number = max(each.number for each in self.book.people) + 1
        phones = [f"+1{form['mobilephone']}"] if form.get("mobilephone") else []
        language = next(
            (ours for ours, code in LANGUAGES.items() if code == form.get("language6392code")), "en"
        )
        person = Person(
            number, "", form["firstname"], form["lastname"], born, phones, form.get("email", ""), language
        )
        person.registered_on = self.clock.now().astimezone(self.book.zone).date()
        self.book.register(person)
        return JSONResponse([{"patientid": str(number)}])

    async def document(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        kind = request.path_params["kind"]
        if self.person_of(request.path_params["id"]) is None:
            return gone("The patient is not available.")
        if lacking := [name for name in ("departmentid",) if name not in form]:
            return missing(*lacking)
        if kind == "patientcase" and form.get("documentsource") != "PATIENT":
            return JSONResponse({"error": "The data provided is invalid."}, 400)
        self.documents.append({"kind": kind, "patientid": request.path_params["id"], **form})
        name = "patientcaseid" if kind == "patientcase" else "phonemessageid"
        return JSONResponse({name: str(9000 + len(self.documents)), "success": "true"})

    def person_of(self, written: str) -> Person | None:
        return self.book.person(int(written)) if written.isdigit() else None


def told_person(person: Person) -> dict[str, Any]:
    told: dict[str, Any] = {
        "patientid": str(person.number),
        "firstname": person.first_name,
        "lastname": person.last_name,
        "dob": f"{person.birth_date:%m/%d/%Y}",
        "status": "active" if person.active else "inactive",
        "departmentid": "1",
        "registrationdate": f"{person.registered_on:%m/%d/%Y}",
        "language6392code": LANGUAGES.get(person.language, ""),
        "consenttotext": "false",
        "portalaccessgiven": "false",
    }
    for name, phone in zip(("mobilephone", "homephone"), person.phones, strict=False):
        told[name] = phone.removeprefix("+1")
    if person.email:
        told["email"] = person.email
    if person.postal_code:
        told["zip"] = person.postal_code
    if person.other_names:
        told["preferredname"] = person.other_names[0]
    if person.deceased_on:
        told["deceaseddate"] = f"{person.deceased_on:%m/%d/%Y}"
    return told


def _score(person: Person, query: dict[str, str]) -> int:
    score = 8 * (query["dob"] == f"{person.birth_date:%m/%d/%Y}")
    score += 8 * (fold(person.last_name)[:4] == fold(query["lastname"])[:4])
    score += 8 * (fold(person.first_name)[:2] == fold(query["firstname"])[:2])
    return score + 7 * (
        query.get("mobilephone", "none") in [each.removeprefix("+1") for each in person.phones]
    )
