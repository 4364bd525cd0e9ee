"""For whoever runs the service: is the process alive, and can it serve patients?"""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel

from server.api.access import TheFrontdesk

SECONDS_TO_ANSWER = 3.0
router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """`clinic` says "ok", or why clinic.yaml as it stands is not in force."""

    status: str = "ok"
    clinic: str = "ok"


class Readiness(BaseModel):
    """`checks` says "ok", or what kind of error a part gave, by its name."""

    status: str
    checks: dict[str, str]


@router.get("/healthz")
async def healthz(frontdesk: TheFrontdesk) -> Health:
    """The process is alive. With a broken clinic.yaml it is, too: the version before it serves."""
    await frontdesk.in_force.look()
    return Health(clinic=frontdesk.in_force.problem or "ok")


@router.get("/readyz")
async def readyz(frontdesk: TheFrontdesk, response: Response) -> Readiness:
    """Database, checkpoints and EHR answer; 503 when one does not."""
    names = list(frontdesk.checks)
    answers = await asyncio.gather(*(_try(frontdesk.checks[name]) for name in names))
    ready = all(answer == "ok" for answer in answers)
    response.status_code = 200 if ready else 503
    return Readiness(status="ready" if ready else "not_ready", checks=dict(zip(names, answers, strict=True)))


async def _try(check: Callable[[], Awaitable[object]]) -> str:
    try:
        await asyncio.wait_for(check(), SECONDS_TO_ANSWER)
    except Exception as error:
        return type(error).__name__  # not its message: that may hold addresses or secrets
    return "ok"
