"""Who speaks and for whom: parents and proxies on file, and everybody who says to be one.

What is written is compared as the whole difference of the EHR; what is heard tells nobody who is a patient here.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from ehr_changes import Booked, Cancelled
from patient import Chat
from running import Desk

import demo
from clinic.clock import PinnedClock
from demo import people
from tools.fhir_store import create_store

TODAY, ZONE = demo.DEMO_NOW.date(), demo.DEMO_NOW.tzinfo
ANA, LEO, MARIA = people.ANA_FERREIRA, people.LEO_FERREIRA, people.MARIA_ALVAREZ
ANA_SAYS = "Ana Ferreira, September 9 1988, 929 555 0117"
MARCO_SAYS = "Marco Ferreira, December 24 1986, 929 555 0128"
LEO_IS = "Leo Ferreira, April 11 2019"
FOR_LEO = "appointment-leo-ferreira"


@pytest.fixture
def desk_folder(seed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The demo's EHR, with the changes that a test asks for: what is put in place of fields, by "Type/id"."""
    shutil.copy(seed, tmp_path / "fhir.sqlite")
    if changes := getattr(request, "param", None):
        known = {f"{each['resourceType']}/{each['id']}": each for each in demo.demo_resources(TODAY)}
        changed = [known.get(key, {}) | change for key, change in changes.items()]
        with create_store(tmp_path / "fhir.sqlite", PinnedClock(demo.DEMO_NOW), zone=ZONE) as store:
            store.load(changed)
    return tmp_path


def summaries(folder: Path) -> list[dict[str, Any]]:
    """What staff read of each request, in the order in which they were made."""
    with closing(sqlite3.connect(folder / "frontdesk.sqlite")) as records:
        return [json.loads(row) for (row,) in records.execute("SELECT summary FROM requests ORDER BY rowid")]


async def who_asked(desk: Desk, booked_for: str) -> list[str]:
    """References of those for and by whom the new visit of a patient was made."""
    found = (await desk.fhir.get(f"Appointment?patient={booked_for}&_sort=-_lastUpdated&_count=1")).json()
    actors = [each["actor"]["reference"] for each in found["entry"][0]["resource"]["participant"]]
    return [each for each in actors if each.startswith(("Patient", "RelatedPerson"))]


@pytest.mark.parametrize(
    ("lines", "yes", "related"),
    [
        (["I'd like a flu shot for my son Leo, born April 11 2019", ANA_SAYS, "Ferreira", "the first one"],
         "yes", "ana"),
        (["I need a flu shot for my son", MARCO_SAYS, LEO_IS, "the first one"], "yes", "marco"),
        (["calling for my son", "he needs a flu shot", MARCO_SAYS, LEO_IS, "the first one"], "yes", "marco"),
        (["I need a flu shot", f"{LEO_IS}", MARCO_SAYS, "the first one"], "yes", "marco"),
        (["necesito una vacuna para mi hijo", "Marco Ferreira, 24 de diciembre de 1986, 929 555 0128",
          "Leo Ferreira, 11 de abril de 2019", "la primera"], "sí", "marco"),
    ],
)  # fmt: skip
async def test_a_parent_on_file_books_for_a_child_and_the_visit_says_who_asked(
    desk: Desk, chat: Chat, lines: list[str], yes: str, related: str
) -> None:
    await chat.says(*lines)
    assert "Leo Ferreira" in chat.said
    assert await desk.changes() == []
    await chat.says(yes)
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert (booked.patient, booked.visit_type) == (LEO.id, "vaccination")
    assert await who_asked(desk, LEO.id) == [f"Patient/{LEO.id}", f"RelatedPerson/related-{related}-ferreira"]


async def test_one_for_me_and_then_one_for_my_son_end_under_two_names(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like a flu shot", ANA_SAYS, "the first one", "yes")
    await chat.says("and one for my son", LEO_IS, "a flu shot", "the second one", "yes")
    booked = await desk.changes()
    assert sorted(each.patient for each in booked if isinstance(each, Booked)) == [ANA.id, LEO.id]
    assert len(booked) == 2
    await chat.says("when is my appointment?")
    assert "well-child" not in chat.said
    await chat.says("and when is my son's next visit?")
    assert "Leo Ferreira" in chat.said
    assert "well-child" in chat.said


@pytest.mark.parametrize("child", [LEO_IS, "Lino Ferreiro, April 11 2019"])
@pytest.mark.parametrize(
    "caller", ["Petra Novak, June 2 1990, 917 555 0199", "Maria Alvarez, March 14 1985, 212 555 0123"]
)
async def test_who_only_says_to_be_a_parent_hears_the_same_of_any_child(
    desk: Desk, chat: Chat, desk_folder: Path, caller: str, child: str
) -> None:
    await chat.says("I'm calling for my son, I need to know when his appointment is", caller, child, "yes")
    if caller.startswith(
        "Petra"
    ):  # no patient, and perhaps on file with another phone: asked for a code, alike
        assert chat.waiting_for == "code"
        await chat.says("no code")
    assert "our records name the caller as parent, guardian or representative" in chat.said
    assert not any(word in chat.said for word in ("Leo", "Lino", "well-child", "Reyes", "March"))
    assert chat.requests == ["unclear_identity"]
    assert await desk.changes() == []
    [told] = summaries(desk_folder)
    assert told["name"] == child.split(",")[0]
    assert told["patient_id"] is None
    assert caller.split(",")[0] in told["asked_by"]


async def test_a_name_changed_in_mid_talk_proves_nothing(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my son's appointment", "Maria Alvarez, March 14 1985, 212 555 0123", LEO_IS)
    await chat.says("no", "my name is Ana Ferreira, I am his mother", "Leo Ferreira, April 11 2019", "yes")
    assert "well-child" not in chat.said
    assert await desk.changes() == []


async def test_once_the_son_is_found_another_name_is_proven_anew(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my son's appointment", ANA_SAYS, LEO_IS, "sorry, it's for Grace Kim, June 2 1990")
    await chat.says("yes", "yes", "yes")
    assert "March 6" not in chat.said
    assert await desk.changes() == []


@pytest.mark.parametrize(
    "desk_folder",
    [
        {"RelatedPerson/related-marco-ferreira": {"active": False}},
        {"RelatedPerson/related-marco-ferreira": {"period": {"end": "2026-02-01"}}},
    ],
    indirect=True,
)
async def test_a_parent_whose_relation_has_ended_is_a_stranger(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my son's appointment", MARCO_SAYS, LEO_IS, "yes", "I didn't get one", "no code")
    assert await sent(desk) == []
    assert "our records name the caller" in chat.said
    assert chat.requests == ["unclear_identity"]
    assert await desk.changes() == []


SEVENTEEN = {f"Patient/{LEO.id}": {"birthDate": "2008-06-01"}}
LEO_AT_SEVENTEEN = "Leo Ferreira, June 1 2008"


@pytest.mark.parametrize("desk_folder", [SEVENTEEN], indirect=True)
@pytest.mark.parametrize(
    "wish",
    [
        "I need a birth control visit for my son",
        "I want a therapy appointment for my son",
        "when is my son's next appointment?",
        "I need a refill of my son's albuterol",
    ],
)
async def test_what_a_teenager_consents_to_alone_a_mother_on_file_neither_books_nor_hears(
    desk: Desk, chat: Chat, wish: str
) -> None:
    await chat.says(wish, ANA_SAYS, LEO_AT_SEVENTEEN)
    assert "cannot arrange here on somebody else's behalf" in chat.said
    assert not any(word in chat.said for word in ("well-child", "Patel", "Adler", "refill"))
    assert chat.requests == ["out_of_policy"]
    assert await desk.changes() == []


@pytest.mark.parametrize("desk_folder", [SEVENTEEN], indirect=True)
async def test_a_mother_on_file_books_other_visits_for_a_teenager(desk: Desk, chat: Chat) -> None:
    await chat.says("I need a flu shot for my son", ANA_SAYS, LEO_AT_SEVENTEEN, "the first one", "yes")
    [booked] = await desk.changes()
    assert (booked.patient, booked.visit_type) == (LEO.id, "vaccination")


@pytest.mark.parametrize("desk_folder", [SEVENTEEN], indirect=True)
async def test_a_teenager_alone_hears_of_visits_and_is_helped_by_staff_with_medicines(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("when is my appointment?", f"{LEO_AT_SEVENTEEN}, 929 555 0117")
    assert "well-child" in chat.said
    await chat.says("I need a refill of my albuterol")
    assert "in confidence" in chat.said
    assert chat.requests == ["out_of_policy"]
    assert await desk.changes() == []


async def sent(desk: Desk) -> list[tuple[str, str]]:
    """To whom codes went, and the codes."""
    deliveries = (await desk.http.get("/demo/outbox")).json()["deliveries"]
    return [(each["recipient"], each["text"][:6]) for each in deliveries]


MARCO_ELSEWHERE = "Marco Ferreira, December 24 1986, 917 555 0188"


async def test_a_father_from_another_phone_proves_it_by_a_code_to_his_phone_on_file(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I need to cancel my son's appointment", MARCO_ELSEWHERE, LEO_IS)
    assert "well-child" not in chat.said
    await chat.says("yes")
    assert chat.waiting_for == "code"
    [(phone, code)] = await sent(desk)
    assert phone == "+19295550128"
    wrong = f"{(int(code) + 1) % 10**6:06}"
    await chat.says(wrong)
    assert (chat.waiting_for, await desk.changes()) == ("code", [])
    await chat.says(code)
    assert "Leo Ferreira" in chat.said
    await chat.says("yes")
    assert await desk.changes() == [Cancelled(FOR_LEO)]


async def test_a_mother_who_has_proven_herself_is_asked_for_no_code_at_the_childs_phone(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I need a refill of my ibuprofen", ANA_SAYS)
    [(_, code)] = await sent(desk)
    await chat.says(code, "ten days", "no")
    await chat.says("now I need a refill of my son's albuterol", LEO_IS)
    assert len(await sent(desk)) == 1
    assert chat.waiting_for != "code"
    assert "albuterol" in chat.said.casefold()


async def test_for_a_childs_medicine_the_code_goes_to_who_speaks_for_the_child(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I need a refill of my son's albuterol", MARCO_SAYS, LEO_IS)
    assert chat.waiting_for == "code"
    [(phone, code)] = await sent(desk)
    assert phone == "+19295550128"
    await chat.says(code)
    assert chat.waiting_for != "code"
    assert "albuterol" in chat.said.casefold()


WALTERS_DAUGHTER = {
    "RelatedPerson/related-june-grant": {
        "resourceType": "RelatedPerson",
        "id": "related-june-grant",
        "patient": {"reference": f"Patient/{people.WALTER_GRANT.id}"},
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode"}]}],
        "name": [{"family": "Grant", "given": ["June"]}],
        "telecom": [{"system": "phone", "value": "917-555-0177"}],
    }
}


def with_code(code: str) -> dict[str, Any]:
    [(key, related)] = WALTERS_DAUGHTER.items()
    system = related["relationship"][0]["coding"][0]
    return {key: related | {"relationship": [{"coding": [system | {"code": code}]}]}}


@pytest.mark.parametrize(
    ("desk_folder", "heard"),
    [
        (with_code("HPOWATT"), "Shall I cancel the visit of Walter Grant"),
        (with_code("DAU"), "somebody else's behalf"),
        ({}, "our records name"),
    ],
    indirect=["desk_folder"],
)
async def test_a_daughter_speaks_for_her_father_with_a_power_of_attorney_on_file(
    desk: Desk, chat: Chat, heard: str
) -> None:
    """A relation alone gives no right to an adult's visits; June is no patient, and Walter has no phone on file."""
    june = "June Grant, May 4 1975, 917 555 0177"
    lines = ("I want to cancel my dad's appointment", june, "Walter Grant, January 30 1947", "yes")
    said = [await chat.says(line) for line in lines]
    said += [await chat.says("no code")] if chat.waiting_for == "code" else []
    assert heard in "\n".join(said)
    cancelled = [Cancelled("appointment-walter-grant")] if "Walter Grant" in heard else []
    assert await desk.changes() == cancelled
