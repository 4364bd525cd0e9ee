"""clinic.yaml: its schema and its loader."""

from clinic.settings.loader import CLINIC_FILE, clinic_json_schema, load_clinic, parse_clinic
from clinic.settings.problems import InvalidClinic, Problem, format_problems
from clinic.settings.schema import ClinicSettings

__all__ = [
    "CLINIC_FILE",
    "ClinicSettings",
    "InvalidClinic",
    "Problem",
    "clinic_json_schema",
    "format_problems",
    "load_clinic",
    "parse_clinic",
]
