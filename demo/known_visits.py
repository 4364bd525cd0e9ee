"""Which visits the demo's well-known people have, and where just one time is left."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from clinic.settings.periods import Weekday
from demo import people
from demo.people import Person


@dataclass(frozen=True)
class KnownVisit:
    """On the first day with room from `days_after` the anchor (back in time if negative), at `at` or later."""

    id: str
    patient: Person
    visit_type: str
    clinician: str
    days_after: int
    at: time
    weekday: Weekday | None = None
    status: Literal["booked", "fulfilled", "noshow", "cancelled"] = "booked"


@dataclass(frozen=True)
class LastTime:
    """A clinician's only free time for a visit type: within everything that is seeded, or within its day."""

    clinician: str
    visit_type: str
    within: Literal["calendar", "day"]
    days_after: int
    at: time


LAST_SLOT = LastTime("adler", "behavioral_health", "calendar", 3, time(10))
"""The one behavioral health visit that is left: three slots of Dr. Adler's, nothing else free with her."""
LAST_OF_DAY = LastTime("patel", "womens_health", "day", 3, time(9))
"""The one women's health visit left on its day. Other days have more, for who comes too late."""

KNOWN_VISITS: tuple[KnownVisit, ...] = (
    KnownVisit("appointment-grace-kim", people.GRACE_KIM, "follow_up", "okafor", 1, time(10, 20), "fri"),
    KnownVisit("appointment-robert-chang-1", people.ROBERT_CHANG, "annual_physical", "osei", 4, time(9)),
    KnownVisit("appointment-robert-chang-2", people.ROBERT_CHANG, "follow_up", "lindqvist", 9, time(11)),
    KnownVisit("appointment-tom-becker", people.TOM_BECKER, "sick_visit", "okafor", 0, time(15)),
    KnownVisit(
        "appointment-james-miller-1958",
        people.JAMES_MILLER_SR,
        "blood_pressure_check",
        "santos",
        5,
        time(9, 20),
    ),
    KnownVisit("appointment-james-miller-1991", people.JAMES_MILLER_JR, "sick_visit", "brooks", 3, time(14)),
    KnownVisit("appointment-walter-grant", people.WALTER_GRANT, "follow_up", "okafor", 6, time(11)),
    KnownVisit("appointment-lucia-hernandez", people.LUCIA_HERNANDEZ, "follow_up", "osei", 7, time(9, 40)),
    KnownVisit("appointment-leo-ferreira", people.LEO_FERREIRA, "well_child", "reyes", 8, time(16)),
    KnownVisit("appointment-emily-whitfield", people.EMILY_WHITFIELD, "vaccination", "santos", 4, time(10)),
    *(
        KnownVisit(
            f"appointment-oscar-lindgren-{number}",
            people.OSCAR_LINDGREN,
            "follow_up",
            "lindqvist",
            days,
            time(9),
        )
        for number, days in enumerate((2, 5, 8, 11, 14, 17), start=1)
    ),
    KnownVisit(
        "appointment-jose-pena-past",
        people.JOSE_PENA,
        "follow_up",
        "okafor",
        -1,
        time(10),
        status="fulfilled",
    ),
    KnownVisit(
        "appointment-zoe-muller-past", people.ZOE_MULLER, "sick_visit", "brooks", -2, time(9), status="noshow"
    ),
    KnownVisit(
        "appointment-carlos-de-la-cruz",
        people.CARLOS_DE_LA_CRUZ,
        "blood_pressure_check",
        "santos",
        3,
        time(14),
        status="cancelled",
    ),
)
