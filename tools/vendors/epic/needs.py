"""What Frontdesk does with each FHIR resource of Epic: less than with a plain server, since Epic offers less."""

from tools.fhir_client.needs import Need

_STAFF = "staff book"
NEEDS = (
    Need("Practitioner", ("search-type",), "who works here, by NPI", _STAFF),
    Need("PractitionerRole", ("search-type",), "who works where", "everybody is looked for everywhere"),
    Need("Location", ("search-type",), "the clinic's departments", _STAFF),
    Need(
        "Patient",
        ("read", "search-type", "create"),
        "who calls; new patients",
        "staff identify and register",
        conditional=False,
    ),
    Need("Appointment", ("read", "search-type"), "visits; $find and $book stand in no statement", _STAFF),
    Need("Encounter", ("search-type",), "who was seen here before", "past appointments alone decide"),
    Need("MedicationRequest", ("search-type",), "prescriptions", "staff look them up"),
    Need("MedicationDispense", ("search-type",), "when a refill is due", "staff look it up"),
    Need("AllergyIntolerance", ("search-type",), "allergies beside a refill", "staff look them up"),
    Need("Observation", ("search-type",), "labs beside a refill", "staff look them up"),
    Need("DocumentReference", ("create",), "notes on visits", "our own record", conditional=False),
)
