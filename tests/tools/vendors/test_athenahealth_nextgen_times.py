"""Free times at athenahealth and NextGen: those of the vendor's book, at the right instant, and no others."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from seeded_practice import seeded_book
from vendor_clinic import Door, VendorClinic, open_vendor_clinic

import tools.vendors.athenahealth.client as athenahealth_client
import tools.vendors.nextgen.client as nextgen_client
from demo import people
from evals.standins.practice import Book
from tools.ehr.port import Purpose
from tools.ehr.results import Offers

MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)


async def free_starts(clinic: VendorClinic, calendar: str, visit_type: str = "follow_up") -> list[datetime]:
    found: list[datetime] = []
    end = MONDAY + timedelta(days=14)
    async for page, _ in clinic.profile.free_times([calendar], MONDAY, end, Purpose(visit_type)):
        found += [each.start for each in page]
    return found


def in_the_book(book: Book, staff: str, place: str) -> list[datetime]:
    end = MONDAY + timedelta(days=14)
    return [
        each.start.astimezone(UTC)
        for each in book.stretches
        if each.is_free
        and MONDAY <= each.start < end
        and (each.staff.seed, each.place.seed) == (staff, place)
    ]


async def test_the_free_times_are_those_of_the_book_on_both_sides_of_the_day_on_which_clocks_change(
    clinic: VendorClinic,
) -> None:
    starts = await free_starts(clinic, "main_street/osei")
    assert starts == in_the_book(clinic.book, "practitioner-osei", "location-main-street")
    offsets = {each.astimezone(clinic.settings.zone).utcoffset() for each in starts}
    assert offsets == {timedelta(hours=-5), timedelta(hours=-4)}


async def test_a_visit_booked_after_clocks_changed_is_at_the_hour_that_was_said(clinic: VendorClinic) -> None:
    session = clinic.session(people.MARIA_ALVAREZ)
    offer = (await clinic.offers(session, date_from="2026-03-09", date_to="2026-03-09"))[0]
    await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    [change] = clinic.changes()
    assert change.when == clinic.local(offer.start)
    assert change.when.endswith("-04:00")


async def test_a_longer_visit_is_only_offered_where_it_fits_without_a_break(clinic: VendorClinic) -> None:
    starts = await free_starts(clinic, "main_street/osei", "annual_physical")
    gaps = {
        each.start: each
        for each in clinic.book.stretches
        if each.is_free
        and each.staff.seed == "practitioner-osei"
        and each.place.seed == "location-main-street"
    }
    assert starts
    assert all(each + timedelta(minutes=20) in gaps for each in starts)
    assert len(starts) < len(gaps)


async def test_lists_are_read_to_their_end(clinic: VendorClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    await clinic.profile.workplace()
    monkeypatch.setattr(athenahealth_client, "PAGE", 20)
    monkeypatch.setattr(nextgen_client, "PAGE", 20)
    starts = await free_starts(clinic, "main_street/osei")
    assert starts == in_the_book(clinic.book, "practitioner-osei", "location-main-street")


async def test_the_directory_tells_who_works_where_and_what_they_do(clinic: VendorClinic) -> None:
    directory = (await clinic.profile.workplace()).directory
    told = {each.key: (each.sites, each.visit_types) for each in directory.clinicians}
    assert told["okafor"] == (("main_street",), ("annual_physical", "new_patient", "follow_up", "sick_visit"))
    assert told["santos"] == (("main_street", "lakeside"), ("vaccination", "blood_pressure_check"))
    assert [each.key for each in directory.sites] == ["main_street", "lakeside"]
    assert set(directory.visit_types) == set(clinic.settings.visit_types)


async def test_what_is_closed_at_the_vendor_is_not_offered(clinic: VendorClinic) -> None:
    day = datetime(2026, 3, 3).date()  # noqa: DTZ001 a calendar date
    for each in clinic.book.stretches:
        if each.local.date() == day:
            each.blocked = each.blocked or each.visit is None
    found = await clinic.ehr.find_slots(
        clinic.session(), visit_type="follow_up", date_from="2026-03-03", date_to="2026-03-03"
    )
    assert isinstance(found, Offers)
    assert found.offers == ()
    assert str(found.next_day_with_times) == "2026-03-04"


async def test_an_athenahealth_department_in_another_zone_keeps_its_own_hours(door: Door) -> None:
    from zoneinfo import ZoneInfo

    book = _moved(seeded_book(), "location-lakeside", ZoneInfo("America/Denver"))
    async with open_vendor_clinic("athenahealth", door, book) as clinic:
        assert await free_starts(clinic, "lakeside/reyes") == in_the_book(
            book, "practitioner-reyes", "location-lakeside"
        )


def _moved(book: Book, place: str, zone: Any) -> Book:
    """The book with one place in another time zone; instants stay what they are."""
    from dataclasses import replace

    old = next(each for each in book.places if each.seed == place)
    new = replace(old, zone=zone)
    book.places = [new if each is old else each for each in book.places]
    for each in (*book.stretches, *book.visits):
        if each.place is old:
            each.place = new
    return book
