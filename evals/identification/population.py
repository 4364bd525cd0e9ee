"""A made-up town on file: many of few surnames, households with one phone, twins, and fathers and sons of one name."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.patients import demo_people

# Shares of households, and of people, near what clinics see (births: 3 % twins; clinic-rules section 4).
_TWINS, _SAME_NAME, _ONE_PHONE, _NO_PHONE = 0.04, 0.04, 0.6, 0.04
_SURNAMES = """
    Smith Johnson Williams Brown Jones García Miller Davis Rodríguez Martínez Hernández López González Wilson Anderson
    Thomas Taylor Moore Jackson Martin Lee Pérez Thompson White Harris Sánchez Clark Ramírez Lewis Robinson Walker Young
    Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
    Roberts O'Connor McDonald Kowalski Schneider Müller Patel Kim Chen Singh Okafor Haddad Petrov Ivanova Rossi"""
_WITH_PARTICLES = ("de la Cruz", "van der Berg", "O'Brien", "del Río", "St. James")
_GIVEN = {
    "female": """
        Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra Ashley Emily
        Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia María Carmen
        Ana Rosa Guadalupe Teresa Luisa Daniela Gabriela Victoria Sofía Isabella Olivia Emma Mia Zoë Catherine""",
    "male": """
        James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony
        Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian Timothy Ronald Jason George Edward José Juan Luis Carlos
        Miguel Jorge Pedro Manuel Francisco Alejandro Gabriel Noah Liam Ethan Mateo Stephen Víctor""",
}
_TWIN_NAMES = """
    Emma-Emily Daniel-Daniela Luis-Luisa Jayden-Jordan Ella-Stella Hannah-Anna Carlos-Carla Madison-Morgan
    Gabriel-Gabriela Isaac-Isaiah Faith-Hope Juan-José"""
POSTAL_CODES = ("10013", "10002", "11215", "11217", "10025", "11201")
_FIRST_BIRTHDAY, _DAYS = date(1936, 1, 1), 32_500


@dataclass(frozen=True)
class Resident:
    """Somebody whom the clinic may have on file. `phone` is E.164 or None."""

    id: str
    first_name: str
    last_name: str
    birth_date: date
    phone: str | None
    postal_code: str
    twin_of: str = ""

    def resource(self) -> dict[str, object]:
        """The FHIR Patient."""
        patient: dict[str, object] = {
            "resourceType": "Patient",
            "id": self.id,
            "active": True,
            "name": [{"use": "official", "family": self.last_name, "given": self.first_name.split()}],
            "birthDate": self.birth_date.isoformat(),
            "address": [{"postalCode": self.postal_code}],
        }
        if self.phone:
            patient["telecom"] = [{"system": "phone", "value": self.phone}]
        return patient


def town(size: int, seed: int) -> list[Resident]:
    """About `size` residents, household by household; the same for the same seed."""
    chance = random.Random(f"town {seed}")
    residents: list[Resident] = []
    while len(residents) < size:
        residents += _household(chance, len(residents))
    return residents


def of_the_demo() -> list[Resident]:
    """The demo's patients whom a front office may deal with."""
    return [
        Resident(each.id, each.first_name, each.last_name, each.birth_date, each.phone, POSTAL_CODES[at % 6])
        for at, each in enumerate(demo_people())
        if each.active and not each.deceased_on
    ]


def _household(chance: random.Random, number: int) -> Iterator[Resident]:
    surname = _surname(chance)
    postal_code = chance.choice(POSTAL_CODES)
    shared = _phone(chance) if chance.random() < _ONE_PHONE else None
    count = 0

    def resident(first_name: str, born: date, twin_of: str = "") -> Resident:
        nonlocal count
        count += 1
        phone = None if chance.random() < _NO_PHONE else shared or _phone(chance)
        given = first_name if chance.random() < 0.9 else f"{first_name} {_given(chance)}"
        return Resident(f"r-{number + count}", given, surname, born, phone, postal_code, twin_of)

    parent = resident(_given(chance), _birthday(chance))
    yield parent
    for _ in range(chance.choice((0, 1, 1, 2))):
        yield resident(_given(chance), _birthday(chance))
    if chance.random() < _SAME_NAME:  # father and son of one name: James Miller, born 1958 and 1991
        years = chance.randrange(20, 40)
        yield replace(
            resident("x", parent.birth_date + timedelta(days=365 * years + chance.randrange(300))),
            first_name=parent.first_name,
        )
    if chance.random() < _TWINS:
        one, other = chance.choice(_TWIN_NAMES.split()).split("-")
        first = replace(resident("x", _birthday(chance)), first_name=one)
        yield first
        yield replace(resident("x", first.birth_date, twin_of=first.id), first_name=other)


def _surname(chance: random.Random) -> str:
    """One in six has two, as is usual in Spanish and with a hyphen in English."""
    if chance.random() < 0.17:
        return chance.choice((" ", "-")).join(chance.sample(_SURNAMES.split(), 2))
    return chance.choice(_WITH_PARTICLES if chance.random() < 0.05 else _SURNAMES.split())


def _given(chance: random.Random) -> str:
    return chance.choice(_GIVEN[chance.choice(("female", "male"))].split())


def _birthday(chance: random.Random) -> date:
    return _FIRST_BIRTHDAY + timedelta(days=chance.randrange(_DAYS))


def _phone(chance: random.Random) -> str:
    return f"+1{chance.choice((212, 646, 917, 718, 347, 929))}{chance.randrange(220, 990)}{chance.randrange(10_000):04}"
