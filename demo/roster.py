"""Who works at the demo clinic, and when: the weekly template that the seeded calendars follow."""

from dataclasses import dataclass
from datetime import time

from clinic.settings.periods import Weekday

SYSTEM = "https://riverside-family-clinic.example/fhir"
"""Prefix of the demo EHR's own identifier and code systems."""


@dataclass(frozen=True)
class Shift:
    """Local hours at a site on one weekday; what lies outside the site's opening hours is not worked."""

    day: Weekday
    site: str
    start: time = time(8)
    end: time = time(18)


@dataclass(frozen=True)
class StaffMember:
    """A clinician of the demo; `key` is the one in clinic.yaml."""

    key: str
    prefix: str
    first_name: str
    last_name: str
    gender: str
    languages: tuple[str, ...]
    specialty: str
    specialty_code: str
    """SNOMED CT."""
    shifts: tuple[Shift, ...]

    @property
    def practitioner_id(self) -> str:
        return f"practitioner-{self.key}"

    @property
    def name(self) -> str:
        return f"{self.prefix} {self.first_name} {self.last_name}"


def _days(days: str, site: str, start: int = 8, end: int = 18) -> tuple[Shift, ...]:
    names: dict[str, Weekday] = {"M": "mon", "T": "tue", "W": "wed", "R": "thu", "F": "fri", "S": "sat"}
    return tuple(Shift(names[letter], site, time(start), time(end)) for letter in days)


ROSTER: tuple[StaffMember, ...] = (
    StaffMember(
        "osei",
        "Dr.",
        "Ama",
        "Osei",
        "female",
        ("en",),
        "Family medicine",
        "419772000",
        _days("MTWR", "main_street") + _days("F", "lakeside"),
    ),
    StaffMember(
        "okafor",
        "Dr.",
        "Chidi",
        "Okafor",
        "male",
        ("en",),
        "Internal medicine",
        "419192003",
        _days("MTWRF", "main_street"),
    ),
    StaffMember(
        "lindqvist",
        "Dr.",
        "Karin",
        "Lindqvist",
        "female",
        ("en",),
        "Family medicine",
        "419772000",
        _days("MTR", "main_street") + _days("F", "main_street", 8, 12),
    ),
    StaffMember(
        "reyes",
        "Dr.",
        "Daniel",
        "Reyes",
        "male",
        ("en", "es"),
        "Pediatrics",
        "394537008",
        _days("MTRF", "lakeside") + _days("W", "main_street"),
    ),
    StaffMember(
        "patel",
        "Dr.",
        "Priya",
        "Patel",
        "female",
        ("en",),
        "Obstetrics and gynecology",
        "394585009",
        _days("MTR", "lakeside") + _days("F", "main_street", 13, 17),
    ),
    StaffMember(
        "adler",
        "Dr.",
        "Miriam",
        "Adler",
        "female",
        ("en",),
        "Clinical psychology",
        "394914008",
        _days("TWR", "main_street"),
    ),
    StaffMember(
        "brooks",
        "Nurse",
        "Tanya",
        "Brooks",
        "female",
        ("en",),
        "Primary care",
        "408443003",
        _days("MTW", "main_street") + _days("RFS", "lakeside"),
    ),
    StaffMember(
        "santos",
        "Nurse",
        "Luis",
        "Santos",
        "male",
        ("en", "es"),
        "Primary care",
        "408443003",
        _days("MTS", "lakeside") + _days("WRF", "main_street"),
    ),
)
BY_KEY = {member.key: member for member in ROSTER}
