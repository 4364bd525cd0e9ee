"""Departments, providers and appointment types of a practice, matched with clinic.yaml."""

import asyncio
import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import an_id, written_date, zone_named
from tools.vendors.rest import Listed, OnStaff, Post, Roster, matched

logger = logging.getLogger(__name__)

_LOOK_AHEAD = timedelta(weeks=4)
"""No list says who works in which department: the open times of the coming weeks do."""
_ANY_REASON = "-1"
"""Open, web-schedulable times whatever they are for (docs: GET /appointments/open, reasonid)."""


class DirectoryReader:
    """Clinicians are matched by NPI; sites and visit types by athenahealth's id or name (clinic.yaml `location`,
    `service_type`)."""

    def __init__(self, client: AthenaClient, settings: ClinicSettings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock

    async def read(self) -> Roster:
        departments, providers, types = await asyncio.gather(
            self._client.listed("departments", "departments"),
            self._client.listed("providers", "providers"),
            self._client.listed("appointmenttypes", "appointmenttypes"),
        )
        zones, sites = self._sites(departments)
        clinicians = self._clinicians(providers)
        visit_types = matched(
            {key: each.service_type for key, each in self._settings.visit_types.items()},
            types,
            lambda each: an_id(each.get("appointmenttypeid")),
            "shortname",
            "name",
        )
        posts = await asyncio.gather(*(self._posts(key, sites[key], clinicians) for key in sites))
        return Roster(
            settings=self._settings,
            clinicians=clinicians,
            sites=sites,
            visit_types=visit_types,
            zones=zones,
            posts=frozenset[Post]().union(*posts),
        )

    def _sites(self, departments: list[Listed]) -> tuple[dict[str, ZoneInfo], dict[str, str]]:
        """Zones and department ids. A department in a zone that nobody knows is left out: its times would be wrong."""
        wanted = {key: each.location for key, each in self._settings.sites.items()}
        sites = matched(wanted, departments, _department_id, "name", "patientdepartmentname")
        zones: dict[str, ZoneInfo] = {}
        for key, department_id in list(sites.items()):
            listed = next(each for each in departments if _department_id(each) == department_id)
            zone = zone_named(listed.get("timezonename"), self._settings.zone)
            if zone is None:
                logger.error("The site %s is left out: its department's time zone is not known.", key)
                del sites[key]
            else:
                zones[key] = zone
        return zones, sites

    def _clinicians(self, providers: list[Listed]) -> dict[str, OnStaff]:
        """By NPI, which comes as a number."""
        keys = {each.npi: key for key, each in self._settings.clinicians.items()}
        return {
            keys[npi]: OnStaff(
                an_id(each.get("providerid")), str(each.get("firstname", "")), str(each.get("lastname", ""))
            )
            for each in providers
            if (npi := an_id(each.get("npi"))) in keys
        }

    async def _posts(self, site: str, department_id: str, clinicians: dict[str, OnStaff]) -> set[Post]:
        today = self._clock.now().astimezone(self._settings.zone).date()
        free = await self._client.listed(
            "appointments/open",
            "appointments",
            departmentid=department_id,
            reasonid=_ANY_REASON,
            startdate=written_date(today),
            enddate=written_date(today + _LOOK_AHEAD),
            bypassscheduletimechecks="true",
        )
        here = {an_id(each.get("providerid")) for each in free}
        return {Post(key, site) for key, each in clinicians.items() if each.id in here}


def _department_id(listed: Listed) -> str:
    return an_id(listed.get("departmentid"))
