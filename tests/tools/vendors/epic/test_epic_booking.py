"""Booking at Epic: offers by `$find`, the same time found again just before, one `$book`, and a look at what it did."""

import asyncio

import pytest
from epic_clinic import EpicClinic

from demo import people
from tools.ehr.results import Booked, Refused

MARIA = people.MARIA_ALVAREZ


@pytest.mark.parametrize("visit_type", ["follow_up", "annual_physical", "behavioral_health"])
async def test_a_visit_of_any_length_is_booked_in_epics_own_record(epic: EpicClinic, visit_type: str) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session, visit_type))[0]
    booked = await epic.ehr.book_appointment(
        session, slot_id=offer.slot_id, reason="my knee", idempotency_key="k"
    )
    assert isinstance(booked, Booked), booked
    told = booked.appointment
    assert (told.start, told.visit_type) == (offer.start, visit_type)
    assert (told.clinician_name, told.site_name) == (offer.clinician_name, offer.site_name)
    assert await epic.visits_made() == [("booked", MARIA.id, epic.local(offer.start))]
    [appointment] = await epic.changed()
    assert appointment["comment"] == "my knee"


async def test_the_offer_is_found_again_just_before_because_its_id_is_another_each_time(
    epic: EpicClinic,
) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.scheduling.offers.clear()  # what was offered before is worth nothing any more
    epic.server.faults.seen.clear()
    assert isinstance(
        await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k"), Booked
    )
    operations = [each.rpartition("/")[2] for each in epic.server.faults.seen if "$" in each]
    assert operations == ["$find", "$book"]


async def test_an_offer_that_epic_forgot_in_between_is_asked_for_once_more(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.scheduling.forgotten = 1
    booked = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked
    assert await epic.visits_made() == [("booked", MARIA.id, epic.local(offer.start))]


async def test_an_offer_that_epic_always_forgets_is_given_up(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.scheduling.forgotten = 99
    refused = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert refused == Refused(code="slot_taken")
    assert epic.sent("$book") == 2
    assert await epic.changed() == []


@pytest.mark.parametrize(
    "answer", [(409, "59159"), (412, "59159"), (422, "59159"), (400, "59159"), (400, "59144"), (404, "59144")]
)
async def test_whatever_epic_says_when_somebody_was_faster_the_time_is_taken(
    epic: EpicClinic, answer: tuple[int, str]
) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.scheduling.snatched = True
    epic.server.scheduling.taken = answer
    refused = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert refused == Refused(code="slot_taken")
    assert epic.sent("$book") == 1


async def test_a_refusal_that_is_not_about_the_time_goes_to_staff_with_epics_code(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.scheduling.refuses = "59159"
    refused = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(refused, Refused)
    assert refused.code == "ehr_unavailable"
    assert "59159" in refused.detail
    assert epic.sent("$book") == 1
    assert await epic.changed() == []


async def test_of_many_who_want_one_time_one_gets_it(epic: EpicClinic) -> None:
    wanting = (MARIA, people.GRACE_KIM, people.ZOE_MULLER, people.JOSE_PENA, people.ANA_FERREIRA)
    sessions = [epic.session(person, f"c-{person.id}") for person in wanting]
    offers = [(await epic.offers(session))[0] for session in sessions]
    assert len({offer.start for offer in offers}) == 1
    results = await asyncio.gather(
        *(
            epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key=session.conversation_id)
            for session, offer in zip(sessions, offers, strict=True)
        )
    )
    assert sorted(each.outcome for each in results) == ["booked", *["refused"] * 4]
    assert [each for each in results if isinstance(each, Refused)] == [Refused(code="slot_taken")] * 4
    assert len(await epic.visits_made()) == 1


async def test_offers_before_anybody_is_identified_can_be_booked_by_who_then_is(epic: EpicClinic) -> None:
    offer = (await epic.offers(epic.session()))[0]
    booked = await epic.ehr.book_appointment(epic.session(MARIA), slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked


async def test_offers_come_in_pages(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    at_once = await epic.offers(session, limit=20)
    epic.server.scheduling.find_page = 7
    in_pages = await epic.offers(session, limit=20)
    assert [(each.start, each.clinician_id) for each in in_pages] == [
        (each.start, each.clinician_id) for each in at_once
    ]


async def test_local_times_are_right_on_both_sides_of_the_clock_change(epic: EpicClinic) -> None:
    """New York moves its clocks on 2026-03-08: 08:00 is 13:00 UTC before and 12:00 UTC after."""
    session = epic.session(MARIA)
    for day, utc in (("2026-03-03", "13:00"), ("2026-03-09", "12:00")):
        offer = (await epic.offers(session, date_from=day, date_to=day))[0]
        assert epic.local(offer.start) == f"{day} 08:00"
        assert f"{offer.start:%H:%M}" == utc


async def test_a_site_and_a_clinician_are_kept_to(epic: EpicClinic) -> None:
    directory = (await epic.profile.workplace()).directory
    lakeside = next(each for each in directory.sites if each.key == "lakeside")
    osei = next(each for each in directory.clinicians if each.key == "osei")
    offers = await epic.offers(epic.session(MARIA), site_ids=[lakeside.id], clinician_ids=[osei.id])
    assert {(each.site_name, each.clinician_name) for each in offers} == {("Lakeside", "Dr. Ama Osei")}


async def test_a_kind_of_visit_that_epic_does_not_know_has_no_times(epic: EpicClinic) -> None:
    epic.server.scheduling.settings = epic.settings.model_copy(update={"visit_types": {}})
    assert await epic.offers(epic.session(MARIA)) == ()
