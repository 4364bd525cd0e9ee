"""Drafts the notes of a conversation at rest: one for each patient it was about, nobody's facts in another's chart."""

from collections.abc import Mapping
from typing import Any

from pydantic import AwareDatetime

from agents.state import Identity
from clinic.models import Assurance, Value
from clinic.notes import Deed, Interaction, Passed, Unfinished
from server.records.notes import Undocumented


class Found(Value):
    """What the records hold of a conversation since its last note. `asked_of` names the patient of each request."""

    started_at: AwareDatetime
    ended_at: AwareDatetime
    last_seq: int
    lines: int
    channels: tuple[str, ...]
    words: str
    emergency_at: AwareDatetime | None
    deeds: tuple[Deed, ...]
    passed: tuple[tuple[Passed, dict[str, Any]], ...]
    questions: tuple[str, ...]


def drafts(of: Undocumented, found: Found, state: Mapping[str, Any]) -> tuple[Interaction, ...]:
    """`state` is the conversation's own (agents.state), which names people and what is still in hand."""
    known = _people(state)
    speaker = _spoke_last(state, of)
    about = dict.fromkeys(
        [
            *([speaker] if speaker else []),
            *(deed.patient_id for deed in found.deeds),
            *(patient for _, summary in found.passed if (patient := summary.get("patient_id"))),
        ]
    )
    return tuple(
        _draft(of, found, state, patient, known.get(patient or ""), is_first=place == 0)
        for place, patient in enumerate(about or {None: None})
    )


def _draft(
    of: Undocumented,
    found: Found,
    state: Mapping[str, Any],
    patient_id: str | None,
    identity: Identity | None,
    *,
    is_first: bool,
) -> Interaction:
    """What belongs to nobody (what was asked before anybody was identified, the words) is told in the first note."""
    deeds = tuple(deed for deed in found.deeds if deed.patient_id == patient_id)
    asked = [
        (passed, summary)
        for passed, summary in found.passed
        if summary.get("patient_id") == patient_id or (is_first and not summary.get("patient_id"))
    ]
    patient = identity.patient if identity else None
    told = next((summary for _, summary in asked if summary.get("patient_id")), {})
    name = f"{patient.first_name} {patient.last_name}" if patient else told.get("name") or ""
    born = patient.birth_date.isoformat() if patient else told.get("birth_date") or ""
    levels = [deed.assurance for deed in deeds] + ([identity.assurance] if identity else [])
    levels += [
        Assurance[str(summary["assurance"]).upper()] for _, summary in asked if summary.get("assurance")
    ]
    speakers = (
        *(deed.asked_by for deed in deeds),
        *(str(summary.get("asked_by") or "") for _, summary in asked),
    )
    return Interaction(
        conversation_id=of.conversation_id,
        number=of.number,
        patient_id=patient_id,
        name=name,
        birth_date=born,
        asked_by=next(filter(None, speakers), ""),
        assurance=max(levels, default=Assurance.ANONYMOUS),
        channels=found.channels,
        language=of.language,
        started_at=found.started_at,
        ended_at=found.ended_at,
        lines=found.lines,
        words=found.words if is_first else "",
        deeds=deeds,
        passed=tuple(passed for passed, _ in asked),
        unfinished=tuple(Unfinished(kind=task["kind"]) for task in state.get("tasks") or ())
        if is_first
        else (),
        questions=found.questions if is_first else (),
        emergency_at=found.emergency_at if is_first else None,
        goes_on_in=of.joined_to or "",
    )


def _spoke_last(state: Mapping[str, Any], of: Undocumented) -> str | None:
    """The patient as whom the conversation is identified."""
    patient = (state.get("identity") or {}).get("patient") or {}
    found: str | None = patient.get("id") or of.patient_id
    return found


def _people(state: Mapping[str, Any]) -> dict[str, Identity]:
    """Everybody whom this conversation has identified, by EHR id."""
    told = [state.get("identity"), state.get("speaker"), *(state.get("spoken_for") or ())]
    identities = [Identity.model_validate(each) for each in told if each]
    return {each.patient.id: each for each in identities if each.patient is not None}
