"""The demo's well-known people: hard cases of identification, and those whose visits tests and tours rely on.

Their ids and particulars never change; their visits lie around the day the demo starts (demo.known_visits).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Person:
    """A seeded patient. `phone` is E.164, or None; `language` is "en" or "es"."""

    id: str
    first_name: str
    last_name: str
    birth_date: date
    phone: str | None
    gender: str = "female"
    language: str = "en"
    seen_before: bool = True
    """Has a finished encounter: an established patient."""
    deceased_on: date | None = None
    active: bool = True

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Guardian:
    """Somebody who may act for a patient (RelatedPerson)."""

    id: str
    patient: Person
    first_name: str
    last_name: str
    birth_date: date
    phone: str
    relationship: str
    """v3-RoleCode: MTH, FTH, GUARD."""
    language: str = "en"


MARIA_ALVAREZ = Person("patient-maria-alvarez", "Maria", "Alvarez", date(1985, 3, 14), "+12125550123")
"""Established, no visits ahead: she books."""
GRACE_KIM = Person("patient-grace-kim", "Grace", "Kim", date(1990, 6, 2), "+19175550111")
"""One visit, on the first working Friday after the anchor, with Dr. Okafor."""
ROBERT_CHANG = Person("patient-robert-chang", "Robert", "Chang", date(1968, 10, 30), "+16465550112", "male")
"""Two visits ahead: she who says only "my appointment" has to be asked which."""
TOM_BECKER = Person("patient-tom-becker", "Tom", "Becker", date(1977, 1, 19), "+12125550113", "male")
"""A visit on the first working day, the anchor itself if it is one: too late to cancel by himself."""
JAMES_MILLER_SR = Person(
    "patient-james-miller-1958", "James", "Miller", date(1958, 7, 21), "+17185550114", "male"
)
JAMES_MILLER_JR = Person(
    "patient-james-miller-1991", "James", "Miller", date(1991, 11, 2), "+17185550115", "male"
)
"""Two people of one name, told apart by their birthdays. Each has a visit ahead."""
EMMA_WHITFIELD = Person("patient-emma-whitfield", "Emma", "Whitfield", date(1994, 5, 17), "+13475550116")
EMILY_WHITFIELD = Person("patient-emily-whitfield", "Emily", "Whitfield", date(1994, 5, 17), "+13475550116")
"""Twins: one birthday, one surname, one phone at home, first names alike."""
LEO_FERREIRA = Person("patient-leo-ferreira", "Leo", "Ferreira", date(2019, 4, 11), "+19295550117", "male")
"""A child with two guardians."""
ANA_FERREIRA = Person("patient-ana-ferreira", "Ana", "Ferreira", date(1988, 9, 9), "+19295550117")
"""Leo's mother, a patient herself: mother and child share a phone."""
WALTER_GRANT = Person("patient-walter-grant", "Walter", "Grant", date(1947, 1, 30), None, "male")
"""No phone on file. He has a visit ahead."""
LUCIA_HERNANDEZ = Person(
    "patient-lucia-hernandez", "Lucía", "Hernández", date(1979, 12, 5), "+13475550118", language="es"
)
"""Speaks Spanish; a visit ahead with Dr. Osei."""
JOSE_PENA = Person(
    "patient-jose-pena", "José Luis", "Peña Ruiz", date(1962, 2, 28), "+17185550119", "male", language="es"
)
"""Speaks Spanish; two given names and two surnames."""
ANNE_MARIE_OBRIEN = Person(
    "patient-anne-marie-obrien", "Anne-Marie", "O'Brien-Kowalski", date(1983, 8, 23), "+16465550120"
)
ZOE_MULLER = Person("patient-zoe-muller", "Zoë", "Müller", date(2001, 2, 11), "+19175550121")
CARLOS_DE_LA_CRUZ = Person(
    "patient-carlos-de-la-cruz",
    "Carlos",
    "de la Cruz",
    date(1971, 5, 6),
    "+13475550122",
    "male",
    language="es",
)
HAROLD_FINCH = Person(
    "patient-harold-finch",
    "Harold",
    "Finch",
    date(1939, 3, 3),
    "+12125550124",
    "male",
    deceased_on=date(2025, 10, 12),
)
"""Deceased: nothing is booked or sent for him, and nothing is revealed."""
DOLORES_VANCE = Person(
    "patient-dolores-vance", "Dolores", "Vance", date(1955, 12, 1), "+12125550125", active=False
)
"""A record that is no longer in use."""
NINA_PETROV = Person(
    "patient-nina-petrov", "Nina", "Petrov", date(1996, 4, 27), "+16465550126", seen_before=False
)
"""Registered, never seen: still a new patient. Clinicians who take no new ones are closed to her."""
OSCAR_LINDGREN = Person(
    "patient-oscar-lindgren", "Oscar", "Lindgren", date(1981, 7, 8), "+19175550127", "male"
)
"""Has as many visits ahead as the clinic's `max_upcoming` allows."""

PEOPLE: tuple[Person, ...] = (
    MARIA_ALVAREZ,
    GRACE_KIM,
    ROBERT_CHANG,
    TOM_BECKER,
    JAMES_MILLER_SR,
    JAMES_MILLER_JR,
    EMMA_WHITFIELD,
    EMILY_WHITFIELD,
    LEO_FERREIRA,
    ANA_FERREIRA,
    WALTER_GRANT,
    LUCIA_HERNANDEZ,
    JOSE_PENA,
    ANNE_MARIE_OBRIEN,
    ZOE_MULLER,
    CARLOS_DE_LA_CRUZ,
    HAROLD_FINCH,
    DOLORES_VANCE,
    NINA_PETROV,
    OSCAR_LINDGREN,
)

LEO_GUARDIANS: tuple[Guardian, ...] = (
    Guardian(
        "related-ana-ferreira", LEO_FERREIRA, "Ana", "Ferreira", date(1988, 9, 9), "+19295550117", "MTH"
    ),
    Guardian(
        "related-marco-ferreira", LEO_FERREIRA, "Marco", "Ferreira", date(1986, 12, 24), "+19295550128", "FTH"
    ),
)
