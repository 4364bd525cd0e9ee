"""The demo's 220 patients: the well-known ones of demo.people and a made-up town around them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from clinic.names import fold
from demo.organization import ORGANIZATION_ID, language_concept
from demo.people import LEO_GUARDIANS, PEOPLE, Guardian, Person
from demo.roster import SYSTEM

PATIENTS = 220
_AREA_CODES = ("212", "646", "917", "718", "347", "929", "914", "516")
_OLDEST, _YOUNGEST = date(1936, 1, 1), date(2025, 6, 30)
_FIRST_NAMES = {
    ("en", "female"): """
        Olivia Ruth Hannah Denise Abigail Joan Karen Tiffany Mei Fatima Aisha Ingrid Naomi Paula
        Sarah Beatrice Chloe Danielle Elena Frances Gloria Helen Irene Julia Kavita Lena Megan
        Nora Amara Rachel""",
    ("en", "male"): """
        William Henry Marcus Dennis Andre Peter George Samuel Victor Hassan Kenji Dmitri Patrick
        Isaac Nathan Benjamin Curtis Edward Frank Gregory Ivan Jamal Keith Leonard Mohammed Owen
        Philip Quentin Ravi Stanley""",
    ("es", "female"): "Carmen Rosa Guadalupe Marisol Yolanda Pilar Inés Teresa Ximena Daniela",
    ("es", "male"): "Miguel Ángel Javier Ramón Héctor Andrés Julio Rafael Esteban Tomás",
}
_LAST_NAMES = {
    "en": """
        Adams Baptiste Castellano Dalton Eriksen Foster Goldberg Huang Ibrahim Jackson Kowalczyk
        Lewis Morrison Novak Osborne Park Quinn Rossi Singh Thompson Ueda Vaughn Walsh Xu Young
        Zimmerman Bennett Chowdhury Dubois Ellis Fitzgerald Greene Haddad Iverson Johansson""",
    "es": "García Martínez Rodríguez Ramírez Ortiz Castillo Domínguez Ibáñez Núñez Vargas Fuentes Quiñones",
}


def demo_people() -> list[Person]:
    """Everybody on file, the well-known first; the same on every call. Nobody has a namesake by chance."""
    chance = random.Random("riverside patients")
    people = list(PEOPLE)
    taken = {fold(person.full_name) for person in people}
    phones = _phones({person.phone for person in people} | {guardian.phone for guardian in LEO_GUARDIANS})
    while len(people) < PATIENTS:
        language = "es" if chance.random() < 0.2 else "en"
        gender = "female" if chance.random() < 0.53 else "male"
        first = chance.choice(_FIRST_NAMES[language, gender].split())
        last = chance.choice(_LAST_NAMES[language].split())
        if fold(f"{first} {last}") in taken:
            continue
        taken.add(fold(f"{first} {last}"))
        number = len(people) + 1
        born = _OLDEST + timedelta(days=chance.randrange((_YOUNGEST - _OLDEST).days))
        people.append(
            Person(
                id=f"patient-{number:04}",
                first_name=first,
                last_name=last,
                birth_date=born,
                phone=next(phones),
                gender=gender,
                language=language,
                seen_before=chance.random() < 0.9,
            )
        )
    return people


def patient_resources(people: list[Person]) -> Iterator[dict[str, Any]]:
    """Patient resources, then the RelatedPerson resources of Leo's guardians."""
    for number, person in enumerate(people, start=1):
        yield _patient(person, number)
    for guardian in LEO_GUARDIANS:
        yield _related_person(guardian)


def _phones(taken: set[str | None]) -> Iterator[str]:
    """Numbers of the range that is kept free for fiction: 555-0100 to 555-0199 of any area code (NANPA)."""
    for line in range(130, 200):
        for area in _AREA_CODES:
            number = f"+1{area}5550{line}"
            if number not in taken:
                yield number


def _patient(person: Person, number: int) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Patient",
        "id": person.id,
        "identifier": [
            {
                "type": {
                    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}],
                    "text": "Medical record number",
                },
                "system": f"{SYSTEM}/mrn",
                "value": f"RFC{100000 + number * 37}",
            }
        ],
        "active": person.active,
        "name": [{"use": "official", "family": person.last_name, "given": person.first_name.split()}],
        "gender": person.gender,
        "birthDate": person.birth_date.isoformat(),
        "communication": [{"language": language_concept(person.language), "preferred": True}],
        "managingOrganization": {"reference": f"Organization/{ORGANIZATION_ID}"},
    }
    if person.phone:
        resource["telecom"] = [{"system": "phone", "value": person.phone, "use": "mobile"}]
    if person.deceased_on:
        resource["deceasedDateTime"] = person.deceased_on.isoformat()
    return resource


def _related_person(guardian: Guardian) -> dict[str, Any]:
    return {
        "resourceType": "RelatedPerson",
        "id": guardian.id,
        "active": True,
        "patient": {"reference": f"Patient/{guardian.patient.id}"},
        "relationship": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                        "code": guardian.relationship,
                    }
                ]
            }
        ],
        "name": [{"use": "official", "family": guardian.last_name, "given": [guardian.first_name]}],
        "telecom": [{"system": "phone", "value": guardian.phone, "use": "mobile"}],
        "birthDate": guardian.birth_date.isoformat(),
        "communication": [{"language": language_concept(guardian.language), "preferred": True}],
    }
