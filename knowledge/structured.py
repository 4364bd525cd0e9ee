"""Questions that a fact of clinic.yaml answers by itself: hours and insurance plans. A fact comes before any prose."""

from datetime import date

from clinic.hours import holiday_on, opening_periods, weekly_hours
from clinic.insurance import plan_named
from clinic.models import Value
from clinic.settings.schema import ClinicSettings
from knowledge.lexicon import folded, terms, terms_about


class SiteHours(Value):
    site: str
    periods: tuple[tuple[str, str], ...]
    """ISO instants; none means closed."""


class HoursOn(Value):
    """When each site is open on a day."""

    day: str
    holiday: str | None
    sites: tuple[SiteHours, ...]


class DaysAlike(Value):
    first: str
    """mon … sun."""
    last: str
    periods: tuple[tuple[str, str], ...]
    """HH:MM, local time; none means closed."""


class WeekAt(Value):
    site: str
    days: tuple[DaysAlike, ...]


class WeekHours(Value):
    """The opening hours of every site, by the week."""

    sites: tuple[WeekAt, ...]


class PlanAnswer(Value):
    """Whether an insurance plan that was named is taken."""

    plan: str
    source: str


Structured = HoursOn | WeekHours | PlanAnswer


def structured(
    question: str,
    settings: ClinicSettings,
    *,
    day: date | None,
    language: str,
    sites: frozenset[str] = frozenset(),
) -> Structured | None:
    """The fact that answers the whole question; None where the question is about more than it ("the lab's hours").

    `day` is the local date that the question names, if it names one; `sites` the keys of those it names.
    """
    asked = set(terms(question))
    if "=hours" in asked and asked <= terms_about("hours") | _names(settings, day):
        at = sorted(sites) or list(settings.sites)
        return hours_on(settings, day, language, at) if day else week_hours(settings, at)
    plan = plan_named(settings, question) if settings.insurance and len(question.split()) < 15 else None
    if plan and asked - set(terms(plan)) <= terms_about("plans") and set(terms(plan)) & asked:
        return PlanAnswer(plan=plan, source="insurance")
    return None


def sites_named(question: str, settings: ClinicSettings) -> frozenset[str]:
    """Keys of the sites whose names stand in the question."""
    text = f" {folded(question)} "
    return frozenset(key for key, site in settings.sites.items() if folded(site.name) in text)


def _names(settings: ClinicSettings, day: date | None) -> set[str]:
    """Terms of sites' names, and of the holiday or date that the day was read from."""
    names = [site.name for site in settings.sites.values()]
    allowed: frozenset[str] = frozenset()
    if day:
        holiday = holiday_on(settings, day)
        names += [*(holiday.name.values() if holiday else ()), f"{day:%B %d %Y} {day.day}"]
        allowed = terms_about("dates")
    return {term for name in names for term in terms(name)} | allowed


def hours_on(settings: ClinicSettings, day: date, language: str, sites: list[str]) -> HoursOn:
    """Opening periods on a local date, holidays observed."""
    holiday = holiday_on(settings, day)
    name = holiday.name.get(language) or holiday.name.get("en", "") if holiday else None
    return HoursOn(
        day=day.isoformat(),
        holiday=name,
        sites=tuple(
            SiteHours(
                site=settings.sites[key].name,
                periods=tuple(
                    (period.start.isoformat(), period.end.isoformat())
                    for period in opening_periods(settings, key, day)
                ),
            )
            for key in sites
        ),
    )


def week_hours(settings: ClinicSettings, sites: list[str]) -> WeekHours:
    def of(key: str) -> WeekAt:
        days = tuple(
            DaysAlike(
                first=alike.first,
                last=alike.last,
                periods=tuple((f"{start:%H:%M}", f"{end:%H:%M}") for start, end in alike.periods),
            )
            for alike in weekly_hours(settings.sites[key])
        )
        return WeekAt(site=settings.sites[key].name, days=days)

    return WeekHours(sites=tuple(of(key) for key in sites))
