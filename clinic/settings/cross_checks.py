"""What must fit together in clinic.yaml: names referred to, periods, zone, phones, provider numbers.

Works on the data as written, piece by piece, so that a mistake elsewhere does not hide these.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from pydantic_core import PydanticCustomError

from clinic.phones import is_country, phone_e164
from clinic.settings.explain import similar
from clinic.settings.language_checks import check_languages
from clinic.settings.notation import parse_period
from clinic.settings.refill_checks import check_refills
from clinic.settings.source import Finding, Path


def cross_check(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Every finding of every check below."""
    for check in _CHECKS:
        yield from check(data)


def _unknown_references(data: Mapping[str, Any]) -> Iterator[Finding]:
    """A visit type names clinicians and sites that are defined; other sections name visit types that are."""
    kinds = list(_section(data, "visit_types"))
    overbooking = _section(_section(data, "scheduling"), "overbooking")
    by_visit_type = ("outreach", "reminders_by_visit_type")
    naming: list[tuple[Path, list[str]]] = [
        (("guardians", "confidential"), _texts(_section(data, "guardians"), "confidential")),
        (("scheduling", "overbooking", "visit_types"), _texts(overbooking, "visit_types")),
        (by_visit_type, list(_section(_section(data, "outreach"), by_visit_type[1]))),
    ]
    for place, names in naming:
        for at, named in enumerate(names):
            if named not in kinds:
                meant = similar(named, kinds)
                yield Finding(
                    (*place, named if place == by_visit_type else at),
                    f"there is no '{named}' under visit_types",
                    f"did you mean '{meant}'?" if meant else f"known: {', '.join(kinds) or 'none'}",
                )
    for key, visit_type in _section(data, "visit_types").items():
        for field in ("clinicians", "sites"):
            known = list(_section(data, field))
            for at, named in enumerate(_texts(visit_type, field)):
                if named not in known:
                    meant = similar(named, known)
                    yield Finding(
                        ("visit_types", key, field, at),
                        f"there is no '{named}' under {field}",
                        f"did you mean '{meant}'?" if meant else f"known: {', '.join(known) or 'none'}",
                    )


def _unknown_plans(data: Mapping[str, Any]) -> Iterator[Finding]:
    """A clinician or a site takes plans that the clinic takes."""
    accepted = _texts(data, "insurance")
    for section in ("clinicians", "sites"):
        for key, entry in _section(data, section).items():
            for at, named in enumerate(_texts(entry, "insurance")):
                if named not in accepted:
                    meant = similar(named, accepted)
                    yield Finding(
                        (section, key, "insurance", at),
                        f"there is no '{named}' under insurance",
                        f"did you mean '{meant}'?" if meant else f"known: {', '.join(accepted) or 'none'}",
                    )


def _overlapping_periods(data: Mapping[str, Any]) -> Iterator[Finding]:
    for key, site in _section(data, "sites").items():
        for day, written in _section(site, "hours").items():
            periods = []
            for text in [written] if isinstance(written, str) else _texts(_section(site, "hours"), day):
                try:
                    periods.append(parse_period(text))
                except PydanticCustomError:
                    continue  # the schema says so already
            periods.sort(key=lambda period: period["start"])
            for earlier, later in pairwise(periods):
                if later["start"] < earlier["end"]:
                    yield Finding(
                        ("sites", key, "hours", day),
                        f"opening periods overlap: {_written(earlier)} and {_written(later)}",
                        f'one period "{earlier["start"]:%H:%M}-{max(earlier["end"], later["end"]):%H:%M}", '
                        "or two that do not touch",
                    )


def _unknown_zone(data: Mapping[str, Any]) -> Iterator[Finding]:
    zone = data.get("time_zone")
    if isinstance(zone, str) and zone not in available_timezones():
        meant = similar(zone, sorted(available_timezones()))
        yield Finding(
            ("time_zone",),
            f"'{zone}' is no time zone",
            f"did you mean '{meant}'?" if meant else "an IANA name, such as America/New_York",
        )


def _unknown_country(data: Mapping[str, Any]) -> Iterator[Finding]:
    country = data.get("country", "US")
    if isinstance(country, str) and len(country) == 2 and country.isupper() and not is_country(country):
        yield Finding(("country",), f"'{country}' is no country", "an ISO 3166 code, such as US")


def _invalid_phones(data: Mapping[str, Any]) -> Iterator[Finding]:
    country = data.get("country", "US")
    if not isinstance(country, str) or not is_country(country):
        return
    places: list[tuple[Path, Any]] = [
        (("phone",), data.get("phone")),
        (("sms", "number"), _field(data.get("sms"), "number")),
    ]
    places += [
        (("sites", key, "phone"), _field(site, "phone")) for key, site in _section(data, "sites").items()
    ]
    for path, phone in places:
        if isinstance(phone, str) and phone_e164(phone, country) is None:
            yield Finding(
                path, f"'{phone}' is no phone number", 'with its area code, such as "+1 212-555-0100"'
            )


def _invalid_npis(data: Mapping[str, Any]) -> Iterator[Finding]:
    """A US provider number has ten digits, the last one a check digit (45 CFR 162.406)."""
    if data.get("country", "US") != "US":
        return
    for key, clinician in _section(data, "clinicians").items():
        npi = _field(clinician, "npi")
        if isinstance(npi, str) and not is_npi(npi):
            yield Finding(
                ("clinicians", key, "npi"),
                f"'{npi}' is no NPI: its check digit is wrong",
                "copy its ten digits anew",
            )


def _used_twice(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What tells things apart in the EHR is used once: NPI, location, service type. So is a holiday."""
    holidays = data.get("holidays")
    tables: tuple[tuple[str, Mapping[Any, Any], str], ...] = (
        ("clinicians", _section(data, "clinicians"), "npi"),
        ("sites", _section(data, "sites"), "location"),
        ("visit_types", _section(data, "visit_types"), "service_type"),
        ("holidays", dict(enumerate(holidays if isinstance(holidays, list) else [])), "date"),
    )
    for section, entries, field in tables:
        first: dict[str, Any] = {}
        for key, entry in entries.items():
            value = _field(entry, field)
            if value is None:
                continue
            if str(value) in first:
                other = "another holiday" if section == "holidays" else f"'{first[str(value)]}'"
                yield Finding((section, key, field), f"'{value}' is also that of {other}", "each once only")
            first.setdefault(str(value), key)


_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterator[Finding]], ...] = (
    _unknown_references,
    _unknown_plans,
    _overlapping_periods,
    _unknown_zone,
    check_languages,
    _unknown_country,
    _invalid_phones,
    _invalid_npis,
    _used_twice,
    check_refills,
)


def is_npi(text: str) -> bool:
    """Whether `text` is formed like a US provider number: Luhn over 80840 and it (45 CFR 162.406)."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(digit) for digit in reversed("80840" + text)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def _field(section: Any, name: str) -> Any:
    return section.get(name) if isinstance(section, dict) else None


def _section(data: Any, name: str) -> dict[str, Any]:
    found = _field(data, name)
    return found if isinstance(found, dict) else {}


def _texts(section: Any, name: str) -> list[str]:
    found = _field(section, name)
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def _written(period: dict[str, Any]) -> str:
    return f'"{period["start"]:%H:%M}-{period["end"]:%H:%M}"'
