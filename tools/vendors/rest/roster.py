"""Who works where by a vendor's own ids, matched with clinic.yaml, and the workplace that follows from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from clinic.models import Clinician, Directory, Site
from clinic.scheduling import Allowed, is_done_at, may_see
from clinic.settings import ClinicSettings
from tools.ehr.port import Calendar, Workplace
from tools.kept import Kept
from tools.vendors.rest.places import CalendarId

Listed: TypeAlias = Mapping[str, Any]
"""One entry of a vendor's list."""


@dataclass(frozen=True)
class OnStaff:
    """A clinician as the vendor keeps them."""

    id: str
    first_name: str
    last_name: str
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True)
class Post:
    """A clinician at a site, by the keys of clinic.yaml."""

    clinician: str
    site: str


@dataclass(frozen=True)
class Roster:
    """The vendor's ids by the keys of clinic.yaml. `posts`: who works where; `zones`: each site's own."""

    settings: ClinicSettings
    clinicians: Mapping[str, OnStaff]
    sites: Mapping[str, str]
    visit_types: Mapping[str, str]
    zones: Mapping[str, ZoneInfo]
    posts: frozenset[Post]
    categories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Kinds of time in which a visit type may be booked, for a vendor that has such."""
    workplace: Workplace = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "workplace", self._workplace())

    def clinician_of(self, vendor_id: str) -> str:
        """The key, "" for somebody whom clinic.yaml does not name."""
        return next((key for key, each in self.clinicians.items() if each.id == vendor_id), "")

    def site_of(self, vendor_id: str) -> str:
        return next((key for key, each in self.sites.items() if each == vendor_id), "")

    def visit_type_of(self, vendor_id: str) -> str:
        return next((key for key, each in self.visit_types.items() if each == vendor_id), "")

    def zone_of(self, site: str) -> ZoneInfo:
        return self.zones.get(site, self.settings.zone)

    def _workplace(self) -> Workplace:
        calendars = tuple(
            Calendar(str(CalendarId(post.site, post.clinician)), post.clinician, post.site, frozenset(codes))
            for post in sorted(self.posts, key=lambda post: (post.clinician, post.site))
            if (codes := self._codes(post))
        )
        offered = {
            key: tuple(
                kind
                for kind in self.settings.visit_types
                if any(each.clinician_key == key and each.takes(self.settings, kind) for each in calendars)
            )
            for key in self.clinicians
        }
        return Workplace(
            Directory(
                clinicians=tuple(
                    self._clinician(key, offered[key])
                    for key in self.settings.clinicians
                    if key in self.clinicians
                ),
                sites=tuple(self._site(key) for key in self.settings.sites if key in self.sites),
                visit_types=tuple(
                    kind
                    for kind in self.settings.visit_types
                    if any(kind in kinds for kinds in offered.values())
                ),
            ),
            calendars,
        )

    def _codes(self, post: Post) -> set[str]:
        """Codes of the visits that the clinician does there, of those that the EHR knows."""
        return {
            self.settings.visit_types[kind].service_type
            for kind in self.visit_types
            if isinstance(may_see(self.settings, kind, post.clinician, None), Allowed)
            and isinstance(is_done_at(self.settings, kind, post.site), Allowed)
        }

    def _clinician(self, key: str, visit_types: tuple[str, ...]) -> Clinician:
        ours, theirs = self.settings.clinicians[key], self.clinicians[key]
        return Clinician(
            id=theirs.id,
            key=key,
            name=ours.name,
            last_name=theirs.last_name,
            first_name=theirs.first_name,
            languages=theirs.languages,
            sites=tuple(site for site in self.settings.sites if Post(key, site) in self.posts),
            visit_types=visit_types,
            accepts_new=ours.panel == "open",
        )

    def _site(self, key: str) -> Site:
        ours = self.settings.sites[key]
        return Site(id=self.sites[key], key=key, name=ours.name, address=ours.address, phone=ours.phone)


KeptRoster: TypeAlias = Kept[Roster]


def matched(
    wanted: Mapping[str, str], listed: Iterable[Listed], id_of: Callable[[Listed], str], *names: str
) -> dict[str, str]:
    """The vendor's ids by our keys. `wanted`: what clinic.yaml calls each, by the vendor's id or one of its names."""
    entries = list(listed)
    found: dict[str, str] = {}
    for key, written in wanted.items():
        by_id = [each for each in entries if id_of(each) == written]
        called = [
            each
            for name in names
            for each in entries
            if str(each.get(name) or "").strip().casefold() == written.strip().casefold()
        ]
        if fitting := by_id or called:
            found[key] = id_of(fitting[0])
    return found
