"""A small clinic whose rules differ from each other, for tables of rules."""

import pytest

from clinic.settings import ClinicSettings, parse_clinic

SMALL_CLINIC = """\
name: Small Clinic
time_zone: America/New_York
phone: "+1 212-555-0100"
sites:
  main:
    name: Main
    location: main
    address: 1 Main Street
    phone: "+1 212-555-0101"
    hours:
      mon: ["13:00-17:00", "08:00-12:00"]
      tue: ["08:00-12:00", "13:00-17:00"]
      wed: "08:00-12:00"
      fri: "08:00-12:00"
  annex:
    name: Annex
    location: annex
    address: 2 Main Street
    phone: "+1 212-555-0102"
    hours: {sat: "22:00-23:30", sun: "01:00-04:00"}
holidays:
  - {date: 2026-03-03, name: {en: Founders' Day}}
clinicians:
  open: {npi: "1234567893", name: Dr. Open}
  full: {npi: "9000000015", name: Dr. Full, panel: established_only}
  by_staff: {npi: "9000000023", name: Dr. Staff, panel: closed}
visit_types:
  first:
    name: {en: first visit}
    service_type: first
    minutes: 40
    patients: new
    clinicians: [open, full]
  check:
    name: {en: check}
    service_type: check
    minutes: 20
    patients: established
    clinicians: [full, open, by_staff]
    sites: [main]
    min_notice: 24h
  child:
    name: {en: child visit}
    service_type: child
    minutes: 30
    buffer_after: 15
    clinicians: [open]
    ages: {min: 2, max: 17}
scheduling: {horizon: 30d, cancel_notice: 24h, max_upcoming: 2}
"""


@pytest.fixture(scope="session")
def small_clinic() -> ClinicSettings:
    return parse_clinic(SMALL_CLINIC)
