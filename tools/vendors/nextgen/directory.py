"""Resources, locations, events and categories of a practice, matched with clinic.yaml."""

import asyncio
from datetime import timedelta
from itertools import product

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.formats import datetime_literal, guid_literal
from tools.vendors.rest import Listed, OnStaff, Post, Roster, matched

_LOOK_AHEAD = timedelta(weeks=4)
"""No list says who works at which location: the calendars of the coming weeks do."""


class DirectoryReader:
    """Clinicians are matched by NPI (of the provider behind a resource); sites and visit types by NextGen's id or name
    of the location and the event (clinic.yaml `location`, `service_type`)."""

    def __init__(self, client: NextGenClient, settings: ClinicSettings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock

    async def read(self) -> Roster:
        practice = self._client.practice_id
        providers, resources, locations, events = await asyncio.gather(
            self._client.listed("providers", "providers"),
            self._client.listed("resources", "resources"),
            self._client.listed(f"master/practices/{practice}/locations", "locations"),
            self._client.listed("master/events", "events"),
        )
        sites = matched(
            {key: each.location for key, each in self._settings.sites.items()},
            locations,
            lambda each: str(each.get("locationId") or each.get("id") or ""),
            "locationName",
            "name",
        )
        visit_types = matched(
            {key: each.service_type for key, each in self._settings.visit_types.items()},
            [each for each in events if _is_in_use(each, practice)],
            lambda each: str(each.get("id") or ""),
            "name",
        )
        clinicians = self._clinicians(providers, [each for each in resources if _is_in_use(each, practice)])
        posts, categories = await asyncio.gather(
            self._posts(clinicians, sites), self._categories(visit_types)
        )
        return Roster(
            settings=self._settings,
            clinicians=clinicians,
            sites=sites,
            visit_types=visit_types,
            zones={},  # NextGen names none: all times are the clinic's
            posts=posts,
            categories=categories,
        )

    def _clinicians(self, providers: list[Listed], resources: list[Listed]) -> dict[str, OnStaff]:
        """By NPI. The id is the resource's, which is what has a calendar."""
        keys = {each.npi: key for key, each in self._settings.clinicians.items()}
        resource_of = {
            str(each.get("providerId")): str(each["id"]) for each in resources if each.get("providerId")
        }
        return {
            keys[npi]: OnStaff(
                resource_of[str(each["id"])], str(each.get("firstName", "")), str(each.get("lastName", ""))
            )
            for each in providers
            if (npi := str(each.get("nationalProviderId") or "")) in keys
            and str(each.get("id")) in resource_of
        }

    async def _posts(self, clinicians: dict[str, OnStaff], sites: dict[str, str]) -> frozenset[Post]:
        today = self._clock.now().astimezone(self._settings.zone).date()
        pairs = list(product(clinicians, sites))

        async def works(clinician: str, site: str) -> bool:
            wanted = [
                f"startDate ge {datetime_literal(today)}",
                f"startDate le {datetime_literal(today + _LOOK_AHEAD)}",
                f"locationId eq {guid_literal(sites[site])}",
                f"resourceId eq {guid_literal(clinicians[clinician].id)}",
            ]
            query = {"$filter": " and ".join(wanted)}
            return bool(await self._client.listed("appointments/slots", "slots", query, at_most=1))

        found = await asyncio.gather(*(works(*pair) for pair in pairs))
        return frozenset(Post(*pair) for pair, is_there in zip(pairs, found, strict=True) if is_there)

    async def _categories(self, visit_types: dict[str, str]) -> dict[str, frozenset[str]]:
        """The kinds of time in which each visit may be booked: not lunch, holidays and the like."""
        listed = await self._client.listed("master/appointments/categories", "categories")
        open_ones = [
            str(each["id"])
            for each in listed
            if _is_in_use(each, self._client.practice_id) and not each.get("excludeSlotsInSearch")
        ]
        events = await asyncio.gather(
            *(
                self._client.listed(f"master/appointments/categories/{each}/events", "events")
                for each in open_ones
            )
        )
        allowed = {
            category: {str(event.get("id")) for event in of_category}
            for category, of_category in zip(open_ones, events, strict=True)
        }
        return {
            key: frozenset(category for category, ids in allowed.items() if event_id in ids)
            for key, event_id in visit_types.items()
        }


def _is_in_use(listed: Listed, practice: str) -> bool:
    """Lists also hold what is deleted, and what other practices of the enterprise have."""
    return not listed.get("isDeleted") and listed.get("practiceId") in (practice, None)
