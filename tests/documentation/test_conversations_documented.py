"""Every conversation at rest has its note: true of the EHR, in the right chart, written once, and amended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from documented_clinic import DocumentedClinic, Talk
from sqlalchemy import update

from clinic.notes import Interaction
from server.records.tables import notes
from tools.ehr.results import Refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARIA, ANA, LEO = "patient-maria-alvarez", "patient-ana-ferreira", "patient-leo-ferreira"


async def books(clinic: DocumentedClinic) -> Talk:
    talk = await clinic.talk()
    await talk.says(
        "I'd like a follow-up with Dr. Osei next week",
        "Maria Alvarez, March 14 1985, 212 555 0123",
        "the first one",
    )
    assert "It is booked" in (await talk.says("yes"))["messages"][0]["text"]
    return talk


async def is_true(clinic: DocumentedClinic, facts: Interaction) -> None:
    """Every deed, as the EHR has it now."""
    for deed in facts.deeds:
        [visit] = await clinic.search("Appointment", _id=deed.appointment_id)
        actors = [each["actor"]["reference"] for each in visit["participant"]]
        assert f"Patient/{facts.patient_id}" in actors
        if deed.kind == "cancelled":
            assert visit["status"] == "cancelled"
        else:
            assert (visit["status"], datetime.fromisoformat(visit["start"])) == ("booked", deed.start)


async def test_a_conversation_that_fell_idle_is_in_the_chart_and_every_fact_is_true(
    clinic: DocumentedClinic,
) -> None:
    talk = await books(clinic)
    await talk.says("refill my lisinopril")
    assert (await clinic.desk.round()).drafted == 0, "it is not at rest yet"
    await clinic.falls_idle()
    assert (await clinic.desk.round()).filed == 1

    [note] = await clinic.notes(talk)
    await is_true(clinic, note.facts)
    [deed] = note.facts.deeds
    assert (deed.kind, deed.clinician, deed.site) == ("booked", "Dr. Ama Osei", "Main Street")
    assert [each.kind for each in note.facts.unfinished] == ["refill"]
    assert note.text in await clinic.in_chart(MARIA)
    assert note.text.splitlines()[2:6] == [
        "Patient: Maria Alvarez, born 1985-03-14",
        "Identified: name and date of birth fit the record",
        "Done:",
        f"- booked follow-up visit Mon 2026-03-09 08:00, Dr. Ama Osei, Main Street [Appointment/{deed.appointment_id}]",
    ]


async def test_the_note_names_its_communication_and_its_author(clinic: DocumentedClinic) -> None:
    talk = await books(clinic)
    await clinic.falls_idle()
    await clinic.desk.round()

    [note] = await clinic.notes(talk)
    [document] = await clinic.search("DocumentReference", _id=note.document_id or "")
    assert document["type"]["coding"][0]["code"] == "34748-4"
    assert document["context"]["related"][0]["reference"].startswith("Communication/")
    [provenance] = await clinic.search("Provenance", target=f"DocumentReference/{note.document_id}")
    assert provenance["agent"][0]["who"]["type"] == "Device"


async def test_what_is_added_later_becomes_an_addendum_that_tells_that_alone(
    clinic: DocumentedClinic,
) -> None:
    talk = await books(clinic)
    await clinic.falls_idle()
    await clinic.desk.round()
    await talk.says("cancel it", "yes")
    await clinic.falls_idle()
    assert (await clinic.desk.round()).filed == 1

    first, addendum = await clinic.notes(talk)
    assert [deed.kind for deed in first.facts.deeds] == ["booked"]
    assert [deed.kind for deed in addendum.facts.deeds] == ["cancelled"]
    assert addendum.facts.deeds[0].appointment_id == first.facts.deeds[0].appointment_id
    await is_true(clinic, addendum.facts)
    assert addendum.text.startswith("Addendum 1 to the front office conversation of Mon 2026-03-02")


async def test_a_child_s_visit_is_in_the_child_s_chart_and_not_in_the_parent_s(
    clinic: DocumentedClinic,
) -> None:
    talk = await clinic.talk()
    await talk.says(
        "a flu shot for my son Leo, born April 11 2019",
        "Ana Ferreira, September 9 1988, 929 555 0117",
        "Ferreira",
        "the first one",
    )
    assert "It is booked" in (await talk.says("yes"))["messages"][0]["text"]
    await clinic.falls_idle()
    await clinic.desk.round()

    by_patient = {note.patient_id: note for note in await clinic.notes(talk)}
    assert [deed.kind for deed in by_patient[LEO].facts.deeds] == ["booked"]
    assert "Asked for son: Ana Ferreira" in by_patient[LEO].text
    assert not any("vaccin" in text or "flu" in text.lower() for text in await clinic.in_chart(ANA))
    await is_true(clinic, by_patient[LEO].facts)


async def test_who_is_not_identified_is_documented_in_our_records(clinic: DocumentedClinic) -> None:
    talk = await clinic.talk()
    await talk.says("my father's speech is slurred and his arm is weak")
    await clinic.falls_idle()
    await clinic.desk.round()

    [note] = await clinic.notes(talk)
    assert (note.state, note.why, note.patient_id) == ("kept", "no_patient", None)
    assert note.facts.emergency_at is not None
    assert [each.kind for each in note.facts.passed] == ["urgent_callback"]


async def test_a_filing_that_was_cut_off_is_finished_with_one_document(clinic: DocumentedClinic) -> None:
    talk = await books(clinic)
    await clinic.falls_idle()
    await clinic.desk.round()
    before = len(await clinic.in_chart(MARIA))
    forgotten = (
        update(notes).where(notes.c.conversation_id == talk.id).values(state="waiting", document_id=None)
    )
    await clinic.frontdesk.database.write(lambda connection: connection.execute(forgotten))

    assert (await clinic.desk.round()).filed == 1
    assert len(await clinic.in_chart(MARIA)) == before


async def test_an_ehr_that_is_away_gets_its_notes_later_and_one_that_takes_none_leaves_them_to_staff(
    clinic: DocumentedClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await books(clinic)
    await clinic.falls_idle()

    async def round_with(code: str) -> Any:
        async def refused(*_: object, **__: object) -> Refused:
            return Refused(code=code)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr("tools.ehr.client.Ehr.document_interaction", refused)
            return await clinic.desk.round()

    away = await round_with("ehr_unavailable")
    assert (away.drafted, away.filed, away.kept) == (1, 0, 0)
    assert (await round_with("not_supported")).kept == 1

    [note] = await clinic.notes(talk)
    assert (note.state, note.why) == ("kept", "not_supported")
    bearer = {"Authorization": "Bearer service-token-for-tests-0123456789abcdef"}
    await clinic.frontdesk.requests.recover()
    listed = (await clinic.http.get("/v1/requests", params={"kind": "file_note"}, headers=bearer)).json()
    assert [each["kind"] for each in listed["requests"]] == ["file_note"]


async def test_nothing_is_left_undocumented(clinic: DocumentedClinic) -> None:
    clinic.clock.advance(timedelta(hours=1))
    await clinic.desk.round()
    assert (await clinic.desk.round()).drafted == 0
