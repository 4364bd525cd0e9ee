"""The audit trail, and the clinic's configuration as it is in force."""

from typing import Annotated

import yaml
from fastapi import APIRouter, Query
from starlette.responses import Response

from clinic.requests import rules_of
from clinic.requests.rules import KINDS
from server.api.access import TheFrontdesk
from server.console.access import ConsoleRoute, Visitor
from server.console.people import names_of
from server.console.rendering import WORDS, page
from server.records import first_broken_link
from server.records.audit import read_audit

router = APIRouter(route_class=ConsoleRoute)
PAGE = 100


@router.get("/audit")
async def audit(
    frontdesk: TheFrontdesk,
    session: Visitor,
    before: Annotated[int | None, Query(ge=1)] = None,
    event: Annotated[str, Query(max_length=40)] = "",
    verify: bool = False,
) -> Response:
    """Newest first. `verify` walks the whole chain, which takes a second for some 100,000 entries."""
    database = frontdesk.database
    entries = await database.read(lambda c: read_audit(c, before=before, event=event, limit=PAGE + 1))
    actors = [each.detail.get("by") or each.detail.get("account") for each in entries]
    return page(
        "audit.html",
        frontdesk,
        session,
        entries=entries[:PAGE],
        actors=actors,
        older=entries[PAGE - 1].id if len(entries) > PAGE else None,
        event=event,
        events=WORDS["events"],
        names=await names_of(database, actors),
        verified=verify,
        broken=await database.read(first_broken_link) if verify else None,
        section="audit",
    )


@router.get("/clinic")
async def clinic_page(frontdesk: TheFrontdesk, session: Visitor) -> Response:
    """What is in force, whatever the file says meanwhile; why a changed file is not taken is said on top."""
    clinic = frontdesk.clinic
    whole = clinic.model_dump(mode="json", exclude_defaults=True)
    return page(
        "clinic.html",
        frontdesk,
        session,
        trouble=frontdesk.in_force.problem,
        kinds={kind: rules_of(kind, clinic) for kind in KINDS},
        parts={
            name: yaml.safe_dump(part, allow_unicode=True, sort_keys=False, width=100)
            for name, part in whole.items()
        },
        section="clinic",
    )
