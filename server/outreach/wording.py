"""A bundle as one text message, in the patient's language. No reason for the visit, no clinician: a phone lies about."""

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from agents.wording import Catalog, load_catalog
from clinic.care import DueVisit
from clinic.messaging import plain
from clinic.outreach import Bundle
from clinic.settings import ClinicSettings


def bundle_text(bundle: Bundle, clinic: ClinicSettings, *, calendar: str = "") -> str:
    """Times are the clinic's own, whatever the zone that the number is from. `calendar` is a link."""
    language = bundle.visits[0].language
    if language not in clinic.languages:
        language = clinic.languages[0]
    several = bundle.kind == "reminder" and len(bundle.visits) > 1
    catalog = _catalog(clinic.zone, clinic.country)
    text = catalog.render(
        f"outreach.{bundle.kind}{'_several' if several else ''}",
        language,
        clinic=clinic.name,
        phone=catalog.words(language).phone(clinic.phone),
        calendar=calendar,
        name=bundle.visits[0].first_name,
        visits=[_told(each, clinic) for each in bundle.visits],
    )
    return plain(" ".join(text.split()))


def _told(visit: DueVisit, clinic: ClinicSettings) -> dict[str, str]:
    appointment = visit.appointment
    sites = (site for site in clinic.sites.values() if site.name == appointment.site_name)
    address = next((site.address for site in sites), "")
    return {
        "name": visit.first_name,
        "start": appointment.start.isoformat(),
        "site": appointment.site_name,
        "address": address.partition(",")[0],
    }


@lru_cache(maxsize=8)
def _catalog(zone: ZoneInfo, country: str) -> Catalog:
    return load_catalog(zone, country, Path(__file__).parent)
