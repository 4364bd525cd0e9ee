"""What Frontdesk does with each FHIR resource of Epic: less than with a plain server, since Epic offers less."""

from clinic.settings.schema import Stage
from tools.fhir_client.needs import Need

_STAFF = "staff book"
_BOOK: tuple[Stage, ...] = ("scheduling",)
_ASK: tuple[Stage, ...] = ("requests",)
_KNOW: tuple[Stage, ...] = ("intake", "scheduling")
NEEDS = (
    Need("Practitioner", ("search-type",), "who works here, by NPI", _STAFF, _BOOK),
    Need(
        "PractitionerRole", ("search-type",), "who works where", "everybody is looked for everywhere", _BOOK
    ),
    Need("Location", ("search-type",), "the clinic's departments", _STAFF, _BOOK),
    Need(
        "Patient",
        ("read", "search-type", "create"),
        "who calls; new patients",
        "staff identify and register",
        conditional=False,
    ),
    Need(
        "Appointment", ("read", "search-type"), "visits; $find and $book stand in no statement", _STAFF, _BOOK
    ),
    Need("Encounter", ("search-type",), "who was seen here before", "past appointments alone decide", _KNOW),
    Need("MedicationRequest", ("search-type",), "prescriptions", "staff look them up", _ASK),
    Need(
        "DocumentReference",
        ("create",),
        "notes on visits",
        "our own record",
        ("follow_up",),
        conditional=False,
    ),
)
