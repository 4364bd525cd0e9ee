"""find_slots: what a receptionist would offer, and nothing that the clinic's rules forbid."""

from datetime import date, datetime, timedelta

import pytest

from demo import LAST_SLOT, people
from tools.ehr.results import Offers, Refused


async def test_anyone_will_do_is_answered_with_different_half_days_and_clinicians(clinic):
    offers = await clinic.offers(
        clinic.session(people.MARIA_ALVAREZ), "follow_up", "2026-03-02", "2026-03-06"
    )
    local = [offer.start.astimezone(clinic.settings.zone) for offer in offers]
    half_days = {(start.date(), start.hour < 12) for start in local}
    assert (len(offers), len(half_days), len({offer.clinician_id for offer in offers})) == (3, 3, 3)


async def test_the_earliest_time_is_always_offered_first(clinic):
    session = clinic.session(people.MARIA_ALVAREZ)
    few = await clinic.offers(session, "follow_up", "2026-03-03", "2026-03-03", limit=2)
    many = await clinic.offers(session, "follow_up", "2026-03-03", "2026-03-03", limit=20)
    assert few[0].start == min(offer.start for offer in many)
    assert [offer.start for offer in many] == sorted(offer.start for offer in many)


async def test_the_minimum_notice_is_kept(clinic):
    offers = await clinic.offers(clinic.session(), "follow_up", "2026-03-02", "2026-03-02", limit=20)
    notice = clinic.settings.visit_types["follow_up"].min_notice
    assert min(offer.start for offer in offers) >= clinic.clock.now() + notice


async def test_nothing_is_offered_beyond_the_horizon(clinic):
    found = await clinic.ehr.find_slots(
        clinic.session(), visit_type="follow_up", date_from="2026-09-01", date_to="2026-09-30"
    )
    assert found == Offers(offers=())


async def test_a_day_that_is_past_leads_to_the_next_day_with_times(clinic, today):
    found = await clinic.ehr.find_slots(
        clinic.session(), visit_type="follow_up", date_from="2026-02-01", date_to="2026-02-02"
    )
    assert found == Offers(offers=(), next_day_with_times=today)


async def test_the_longest_range_of_dates_is_just_the_bookable_days(clinic):
    wish = {"visit_type": "follow_up", "time_from": "09:00", "time_to": "12:00"}
    ever = await clinic.ehr.find_slots(clinic.session(), date_from="0001-01-01", date_to="9999-12-31", **wish)
    soon = await clinic.ehr.find_slots(clinic.session(), date_from="2026-03-02", date_to="2026-04-30", **wish)
    assert ever == soon
    assert ever.offers


async def test_time_of_day_clinician_and_site_are_kept(clinic):
    listed = (await clinic.ehr.clinic_directory(clinic.session())).directory
    osei = next(each for each in listed.clinicians if each.key == "osei")
    site = next(each for each in listed.sites if each.key == "main_street")
    offers = await clinic.offers(
        clinic.session(),
        "follow_up",
        clinician_ids=[osei.id],
        site_ids=[site.id],
        time_from="13:00",
        time_to="15:00",
        limit=20,
    )
    assert offers
    for offer in offers:
        assert (offer.clinician_id, offer.site_id) == (osei.id, site.id)
        assert 13 <= offer.start.astimezone(clinic.settings.zone).hour < 15


async def test_other_options_start_later_until_there_are_no_more(clinic):
    session = clinic.session()
    seen: list[datetime] = []
    after = None
    for _ in range(200):
        found = await clinic.ehr.find_slots(
            session, visit_type="vaccination", date_from="2026-03-03", date_to="2026-03-04", after=after
        )
        seen += [offer.start for offer in found.offers]
        if not found.more:
            break
        after = found.offers[-1].start
    assert not found.more
    assert seen == sorted(set(seen))


async def test_a_long_visit_takes_slots_in_a_row_with_its_buffer(clinic):
    kind = clinic.settings.visit_types["behavioral_health"]
    (offer,) = await clinic.offers(clinic.session(), "behavioral_health")
    assert offer.end - offer.start == timedelta(minutes=kind.minutes)
    assert clinic.local(offer.start).endswith(f"{LAST_SLOT.at:%H:%M}")


async def test_a_wish_that_cannot_be_met_names_the_next_day_that_can(clinic):
    found = await clinic.ehr.find_slots(
        clinic.session(), visit_type="behavioral_health", date_from="2026-03-02", date_to="2026-03-03"
    )
    assert found == Offers(offers=(), next_day_with_times=date(2026, 3, 5))


async def test_the_next_day_is_one_with_the_time_of_day_wished_for(clinic):
    session = clinic.session()
    wish = {"visit_type": "womens_health", "time_from": "13:00", "time_to": "17:00"}
    day = "2026-03-02"
    found = await clinic.ehr.find_slots(session, date_from=day, date_to=day, **wish)
    assert found.next_day_with_times is not None
    then = await clinic.ehr.find_slots(
        session, date_from=found.next_day_with_times, date_to=found.next_day_with_times, **wish
    )
    assert then.offers


@pytest.mark.parametrize(
    ("person", "visit_type", "rule"),
    [
        (people.MARIA_ALVAREZ, "new_patient", "new_patients_only"),
        (people.NINA_PETROV, "follow_up", "established_patients_only"),
        (people.MARIA_ALVAREZ, "well_child", "too_old"),
        (people.LEO_FERREIRA, "annual_physical", "too_young"),
    ],
)
async def test_who_may_not_have_a_visit_is_told_which_rule(clinic, person, visit_type, rule):
    found = await clinic.ehr.find_slots(
        clinic.session(person), visit_type=visit_type, date_from="2026-03-03", date_to="2026-03-10"
    )
    assert found == Refused(code="not_bookable", detail=rule)


async def test_a_new_patient_is_not_offered_clinicians_who_take_none(clinic):
    closed = {
        each.id
        for each in (await clinic.ehr.clinic_directory(clinic.session())).directory.clinicians
        if not each.accepts_new
    }
    assert closed
    offers = await clinic.offers(
        clinic.session(people.NINA_PETROV), "new_patient", "2026-03-03", "2026-03-20", limit=20
    )
    assert offers
    assert not closed & {offer.clinician_id for offer in offers}


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("visit_type", "brain_surgery"),
        ("date_from", "2026-02-31"),
        ("date_to", "2026-03-01"),
        ("time_from", "25:00"),
        ("time_to", "noon"),
        ("limit", 0),
    ],
)
async def test_arguments_that_cannot_be_used_are_named(clinic, argument, value):
    usable = {
        "visit_type": "follow_up",
        "date_from": "2026-03-03",
        "date_to": "2026-03-04",
        "time_from": "09:00",
    }
    found = await clinic.ehr.find_slots(clinic.session(), **(usable | {argument: value}))
    assert isinstance(found, Refused)
    assert (found.code, argument in found.detail) == ("invalid_argument", True)


async def test_the_directory_names_everybody_who_can_be_booked(clinic):
    listed = (await clinic.ehr.clinic_directory(clinic.session())).directory
    assert {each.key for each in listed.clinicians} == set(clinic.settings.clinicians)
    assert {each.key for each in listed.sites} == set(clinic.settings.sites)
    assert set(listed.visit_types) == set(clinic.settings.visit_types)
    assert all(each.sites and each.visit_types for each in listed.clinicians)


async def test_the_very_first_times_are_told_when_asked_for(clinic):
    session = clinic.session(people.MARIA_ALVAREZ)
    first = await clinic.ehr.find_slots(session, visit_type="follow_up", order="earliest", limit=5)
    every = await clinic.offers(session, "follow_up", "2026-03-02", "2026-03-03", limit=20, order="earliest")
    assert [each.start for each in first.offers] == [each.start for each in every[:5]]
    assert first.more


async def test_without_dates_everything_that_can_be_booked_is_looked_at(clinic):
    found = await clinic.ehr.find_slots(clinic.session(), visit_type="behavioral_health")
    assert [clinic.local(each.start)[:14] for each in found.offers] == ["Thu 2026-03-05"]


async def test_pages_of_the_first_times_hold_each_once(clinic):
    session, seen, after = clinic.session(), [], None
    while True:
        found = await clinic.ehr.find_slots(
            session,
            visit_type="vaccination",
            date_from="2026-03-03",
            date_to="2026-03-03",
            time_to="12:00",
            order="earliest",
            after=after,
        )
        seen += [each.start for each in found.offers]
        if not found.more:
            break
        after = found.offers[-1].start
    day = {"first": "2026-03-03", "last": "2026-03-03", "time_to": "12:00"}
    whole = await clinic.offers(session, "vaccination", order="earliest", limit=20, **day)
    assert len(whole) > 3
    assert seen == [each.start for each in whole]


async def test_a_language_is_kept_to_where_somebody_speaks_it(clinic):
    listed = (await clinic.ehr.clinic_directory(clinic.session())).directory
    spanish = {each.id for each in listed.clinicians if "es" in each.languages}
    found = await clinic.ehr.find_slots(
        clinic.session(people.LUCIA_HERNANDEZ), visit_type="sick_visit", language="es", limit=20
    )
    assert found.offers
    assert {each.clinician_id for each in found.offers} <= spanish
    assert found.unmet == ()


async def test_a_language_that_nobody_speaks_is_said_to_be_unmet(clinic):
    found = await clinic.ehr.find_slots(clinic.session(), visit_type="follow_up", language="fi")
    assert found.offers
    assert found.unmet == ("language",)
