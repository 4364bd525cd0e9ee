"""Requests as staff see them: a line in the list, and the whole of one."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime

from clinic.models import Value
from clinic.requests import OPEN, Status, due_at, rules_of
from graph.requests.draft import Draft
from graph.requests.waiting import Checked, Exchange
from server.frontdesk import Frontdesk
from server.records.decisions import DecisionRow, decisions_on
from server.records.requests import RequestRow


class Listed(Value):
    """A line of the list."""

    id: str
    kind: str
    status: Status
    urgent: bool
    version: int
    created_at: AwareDatetime
    due_at: AwareDatetime | None
    overdue: bool
    name: str
    patient_id: str | None
    conversation_id: str | None
    what: str
    """In a few words: the medicine, the specialty, or the patient's own words."""
    recommendation: str
    assigned_to: str | None
    claimed_by: str | None


class Past(Value):
    """What somebody did about it."""

    id: str
    at: AwareDatetime
    by: str
    name: str
    role: str
    action: str
    state: str
    version: int
    """That they saw."""
    edits: dict[str, str] = {}
    words: str = ""
    """The reason, the question, or the reply."""


class RequestView(Listed):
    """Everything that is needed to decide in seconds."""

    request: Draft
    checked: Checked
    exchanges: tuple[Exchange, ...]
    trouble: str
    decided_by: tuple[str, ...]
    """Roles that may approve or reject it."""
    history: tuple[Past, ...]
    outcome: dict[str, Any] | None


def listed(row: RequestRow, now: datetime) -> Listed:
    return Listed(**_line(row, now))


def _line(row: RequestRow, now: datetime) -> dict[str, Any]:
    checked = row.waiting.checked if row.waiting else Checked()
    fields, draft = checked.proposal.fields, row.draft()
    what = fields.get("medicine") or fields.get("specialty") or draft.told.get("medicine") or draft.words
    shared = {
        name: getattr(row, name)
        for name in (
            "id", "kind", "status", "urgent", "version", "created_at", "due_at", "patient_id",
            "conversation_id", "assigned_to", "claimed_by",
        )
    }  # fmt: skip
    return shared | {
        "overdue": bool(row.status in OPEN and row.due_at and row.due_at < now),
        "name": draft.name,
        "what": what[:200],
        "recommendation": checked.recommendation.what if checked.recommendation else "",
    }


async def view(frontdesk: Frontdesk, row: RequestRow) -> RequestView:
    """The whole of it, with what was done about it so far."""
    past = await decisions_on(frontdesk.database, row.id)
    waiting, rules = row.waiting, rules_of(row.kind, frontdesk.clinic)
    line = _line(row, frontdesk.clock.now())
    line["due_at"] = row.due_at or due_at(frontdesk.clinic, rules, row.created_at, urgent=row.urgent)
    return RequestView(
        **line,
        request=row.draft(),
        checked=waiting.checked if waiting else Checked(),
        exchanges=waiting.exchanges if waiting else (),
        trouble=waiting.trouble if waiting else "",
        decided_by=rules.decide,
        history=tuple(_past(each) for each in past),
        outcome=row.outcome,
    )


def _past(decision: DecisionRow) -> Past:
    given = decision.given.decision
    return Past(
        id=decision.id,
        at=decision.at,
        by=decision.by,
        name=decision.given.by.name if decision.given.by else "",
        role=decision.role,
        action=decision.action,
        state=decision.state,
        version=decision.seen_version,
        edits=given.edits if given else {},
        words=given.reason or given.question or given.reply or given.to if given else decision.given.answer,
    )
