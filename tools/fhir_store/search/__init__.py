"""FHIR search: parameters as data, a request's parsing, its SQL, and the Bundle that answers it."""
