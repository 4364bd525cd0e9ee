"""Requests of people who are away go to whom they named; what nobody is left to decide goes on to others."""

import contextlib
from datetime import datetime

from clinic.clock import Clock
from clinic.requests import DECIDABLE, ROLES, Decision, KindRules, rules_of
from clinic.requests.absences import Colleague, nobody_left, seen_to_by
from clinic.settings import ClinicSettings
from server.problems import ClaimedByOther, StaleDecision
from server.records.absences import colleagues
from server.records.database import Database
from server.records.requests import MOST_LISTED, Pile, RequestRow, Wish, count_requests, list_requests
from server.requests.desk import CLOCKWORK, RequestDesk

NOT_ASSIGNED = ""


async def cover(desk: RequestDesk, database: Database, clock: Clock, clinic: ClinicSettings) -> int:
    """Hand on what waits for somebody who is away; answers how many requests that were."""
    now = clock.now()
    people = await database.read(lambda connection: colleagues(connection, now))
    if not any(each.away for each in people):
        return 0
    moved = 0
    for row in await _with_nobody(database, people, clinic, now):
        to = _next(row, rules_of(row.kind, clinic), people)
        if to == (row.assigned_to or NOT_ASSIGNED) or row.interrupt_id is None:
            continue
        with contextlib.suppress(StaleDecision, ClaimedByOther):
            await desk.decide(row.id, Decision(version=row.version, action="reassign", to=to), CLOCKWORK)
            moved += 1
    return moved


async def _with_nobody(
    database: Database, people: tuple[Colleague, ...], clinic: ClinicSettings, now: datetime
) -> tuple[RequestRow, ...]:
    """Requests that wait for people or roles of which nobody is here, whether they are assigned to them or nobody's."""
    away = {each.id for each in people if each.away}
    empty = {role for role in ROLES if nobody_left((role,), people)}
    kinds = await count_requests(database, Wish(status=DECIDABLE), now=now)
    seen_to = tuple(kind for kind in kinds if not nobody_left(rules_of(kind, clinic).decide, people))
    theirs = Pile(own=tuple(away | empty), not_theirs=seen_to)
    return await list_requests(database, Wish(status=DECIDABLE, pile=theirs, limit=MOST_LISTED))


def _next(row: RequestRow, rules: KindRules, people: tuple[Colleague, ...]) -> str:
    if row.assigned_to:
        return seen_to_by(row.assigned_to, rules, people)
    to = seen_to_by(rules.decide[0], rules, people)
    return NOT_ASSIGNED if to in rules.decide else to
