"""The desk that documents: finds conversations at rest without a note, drafts it, and files it in the patient's chart.

A draft is a row first, so that what is filed again after a crash is the same document under the same key.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from clinic.clock import Clock
from clinic.models import Assurance, Value
from clinic.notes import note_text
from graph import Office
from graph.turns import HandedOver
from server.documentation.drafting import Found, drafts
from server.records.database import Database
from server.records.deeds import deeds_since
from server.records.notes import (
    NoteRow,
    Undocumented,
    insert_notes,
    notes_waiting,
    passed_since,
    questions_asked,
    said_after,
    settle_note,
    undocumented,
)
from server.records.requests import insert_requests
from tools.ehr.chart_port import Channel
from tools.ehr.chart_results import Documented as Filed
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

log = logging.getLogger(__name__)
IDLE = timedelta(minutes=30)
"""A conversation in which nothing was said for so long is at rest."""
FILE_NOTE = "file_note"
"""Kind of the request for staff, where the EHR takes no notes from us."""
_CHANNELS: Mapping[str, Channel] = {"voice": "phone", "sms": "sms"}
_FOR_NOW = ("ehr_unavailable",)
"""Refusals that a later round may not get."""


class Documented(Value):
    """What a round did: conversations that got notes, notes filed in the EHR, and those that are kept here alone."""

    drafted: int = 0
    filed: int = 0
    kept: int = 0


class DocumentationDesk:
    """`state` reads a conversation's state by its id."""

    def __init__(
        self,
        office: Callable[[], AbstractAsyncContextManager[Office]],
        state: Callable[[str], Awaitable[dict[str, Any]]],
        database: Database,
        clock: Clock,
    ) -> None:
        self._office = office
        self._state = state
        self._database = database
        self._clock = clock

    async def round(self) -> Documented:
        """Everything that is not documented yet, as far as the EHR answers."""
        drafted, filed, kept = 0, 0, 0
        async with self._office() as office:
            left_before = self._clock.now() - IDLE
            for each in await self._database.read(lambda c: undocumented(c, left_before=left_before)):
                drafted += await self._draft(each, office)
            for note in await self._database.read(notes_waiting):
                state = await self._file(note, office)
                filed, kept = filed + (state == "filed"), kept + (state == "kept")
        return Documented(drafted=drafted, filed=filed, kept=kept)

    async def _draft(self, of: Undocumented, office: Office) -> bool:
        state = await self._state(of.conversation_id)
        found = await self._database.read(partial(_found, of=of))
        if found is None:
            return False
        notes = [(each, note_text(each, office.settings.zone)) for each in drafts(of, found, state)]
        now = self._clock.now()
        new = await self._database.write(
            lambda c: insert_notes(c, notes, turns=of.turns, last_seq=found.last_seq, at=now)
        )
        return new > 0

    async def _file(self, note: NoteRow, office: Office) -> str:
        """How it stands afterwards. A lost answer leaves it waiting: the same key finds what was written."""
        facts = note.facts
        session = EhrSession(
            conversation_id=note.conversation_id,
            patient_id=note.patient_id,
            assurance=Assurance.MATCHED,
            role="service",
        )
        answer = await office.ehr.document_interaction(
            session,
            channel=_CHANNELS.get(facts.channels[0], "web"),
            summary=note.text,
            started_at=facts.started_at,
            ended_at=facts.ended_at,
            idempotency_key=note.key,
        )
        now = self._clock.now()
        match answer:
            case Filed(document_id=document_id):
                settled = partial(settle_note, key=note.key, at=now, document_id=document_id)
                await self._database.write(settled)
                return "filed"
            case Refused(code=code) if code not in _FOR_NOW:
                await self._database.write(lambda connection: _keep(connection, note, code, now))
                return "kept"
        return "waiting"


def _found(connection: Connection, of: Undocumented) -> Found | None:
    """What the records hold since the last note; None where nothing was said since."""
    said = said_after(connection, of.conversation_id, of.after_seq)
    lines = [each for each in said if each.role == "patient"]
    if not lines:
        return None
    since = lines[0].at
    passed = passed_since(connection, of.conversation_id, since)
    emergencies = (each.at for each in said if each.kind == "emergency")
    return Found(
        started_at=since,
        ended_at=max(each.at for each in said),
        last_seq=max(each.seq for each in said),
        lines=len(lines),
        channels=tuple(dict.fromkeys(each.channel for each in lines)),
        words=lines[0].text,
        emergency_at=next(emergencies, None),
        deeds=deeds_since(connection, of.conversation_id, since),
        passed=tuple(each for each in passed if each[0].kind != FILE_NOTE),
        questions=questions_asked(connection, of.conversation_id, since),
    )


def _keep(connection: Connection, note: NoteRow, why: str, now: datetime) -> None:
    """The EHR takes no such note: it stays in our records, and staff are asked to file it."""
    if not settle_note(connection, note.key, at=now, why=why):
        return
    facts = note.facts
    summary = {
        "task": None,
        "reason": why,
        "patient_id": note.patient_id,
        "name": facts.name or None,
        "birth_date": facts.birth_date or None,
        "told": [
            f"conversation: {note.conversation_id}",
            f"at: {facts.started_at.astimezone(UTC).isoformat()}",
        ],
        "words": note.text,
    }
    handed = HandedOver(id=f"{note.key}.{FILE_NOTE}", kind=FILE_NOTE, summary=summary)
    insert_requests(connection, (handed,), conversation_id=note.conversation_id, at=now)
