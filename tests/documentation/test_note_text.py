"""The note as staff read it: the same text for the same facts, and no line for what is not known."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from clinic.models import Assurance
from clinic.notes import Deed, Interaction, Passed, Unfinished, note_text

ZONE = ZoneInfo("America/New_York")


def interaction(**more: Any) -> Interaction:
    given: dict[str, Any] = {
        "conversation_id": "c_1",
        "patient_id": "maria",
        "name": "Maria Alvarez",
        "birth_date": "1985-03-14",
        "assurance": Assurance.VERIFIED,
        "channels": ("voice", "sms"),
        "language": "es",
        "started_at": datetime.fromisoformat("2026-03-07T23:50:00-05:00"),
        "ended_at": datetime.fromisoformat("2026-03-08T07:10:00-04:00"),
        "lines": 9,
    }
    return Interaction.model_validate(given | more)


def test_a_note_holds_who_what_and_what_is_open_over_a_night_in_which_clocks_change() -> None:
    moved = Deed(
        kind="moved",
        patient_id="maria",
        appointment_id="a1",
        start=datetime.fromisoformat("2026-03-09T13:00:00Z"),
        clinician="Dr. Ama Osei",
        site="Main Street",
        what="follow-up visit",
    )
    text = note_text(
        interaction(
            deeds=(moved,),
            passed=(Passed(id="r1", kind="message_care_team", status="waiting", urgent=True),),
            unfinished=(Unfinished(kind="refill"),),
            words="me duele {la} cabeza",
        ),
        ZONE,
    )
    assert text.splitlines() == [
        "Front office conversation, written by Frontdesk (AI), not reviewed by a person",
        "When: Sat 2026-03-07, 23:50 to Sun 2026-03-08 07:10 (America/New_York), "
        "by telephone and text message, in Spanish; 9 lines",
        "Patient: Maria Alvarez, born 1985-03-14",
        "Identified: proven by a one-time code",
        "Done:",
        "- moved follow-up visit to Mon 2026-03-09 09:00, Dr. Ama Osei, Main Street [Appointment/a1]",
        "Promised, with staff:",
        "- message care team, URGENT: waiting [r1]",
        "Left open: refill",
        'First words: "me duele {la} cabeza"',
        "Conversation c_1",
    ]


def test_a_note_of_somebody_unknown_says_so_and_that_nothing_was_written() -> None:
    unknown = interaction(patient_id=None, name="", birth_date="", assurance=Assurance.ANONYMOUS, lines=1)
    assert note_text(unknown, ZONE).splitlines()[2:] == [
        "Patient: not identified",
        "Done: nothing was written to the record",
        "Conversation c_1",
    ]
