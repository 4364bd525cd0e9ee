"""The runs of requests: started once, resumed with what somebody decided, and looked at without being moved.

LangGraph alone does not keep an approval safe (see docs/decisions/0007): an unknown interrupt id is ignored, a used one
may answer another interrupt, and None repeats the last answer. So every resume names the interrupt that waits, which is
asserted before and after; None only carries on a run in which nothing waits.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from langgraph.types import Command

from agents.wording import Catalog, load_catalog
from clinic.clock import Clock
from clinic.errors import FrontdeskError
from clinic.models import Value
from graph.checkpointer import open_checkpointer
from graph.office import OfficeInForce
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.graph import request_graph
from graph.requests.nodes import NotDocumented
from graph.requests.services import Patients, RequestServices
from graph.requests.state import STATE_VERSION
from graph.requests.waiting import Waiting

PASSES = 25
FOLDER = Path(__file__).parent
ServicesInForce: TypeAlias = Callable[[], AbstractAsyncContextManager[RequestServices]]
"""Gives the services as they are now, and keeps them open until the end of the block."""


class NothingWaits(FrontdeskError):
    """The interrupt that was to be answered does not wait in this run; nothing was resumed."""

    code = "nothing_waits"
    status = 409


class Standing(Value):
    """Where a run stands. `interrupt_id` and `waiting` are set while somebody has to decide."""

    begun: bool
    interrupt_id: str = ""
    waiting: Waiting | None = None
    outcome: str = ""
    told: str = ""
    reference: str = ""
    """The EHR's resource that an approval wrote."""
    taken: str = ""
    """Id of the Given that the run has taken last."""
    finished: bool = False


class RequestRuns:
    """One per process. Callers hold the request's lease: two runs at once on a thread lose one."""

    def __init__(self, graph: Any, services: ServicesInForce) -> None:
        self._graph = graph
        self.services = services

    async def start(self, draft: Draft) -> Standing:
        """Run to where somebody has to decide. A run that has begun already goes on instead."""
        if (await self.standing(draft.id)).begun:
            return await self.carry_on(draft.id)
        return await self._run(draft.id, {"version": STATE_VERSION, "draft": draft.model_dump(mode="json")})

    async def resume(self, request_id: str, interrupt_id: str, given: Given) -> Standing:
        """Answer the interrupt that waits. Raises NothingWaits when another one waits, or none."""
        before = await self.standing(request_id)
        if before.interrupt_id != interrupt_id or not interrupt_id:
            raise NothingWaits("This request is no longer waiting for that decision.")
        after = await self._run(request_id, Command(resume={interrupt_id: given.model_dump(mode="json")}))
        if after.interrupt_id == interrupt_id:
            raise NothingWaits("The decision was not taken up by the request's run.")
        return after

    async def carry_on(self, request_id: str) -> Standing:
        """Go on where a run was cut off. A run that waits for somebody, or has ended, is left alone."""
        snapshot = await self._graph.aget_state(_thread(request_id))
        if snapshot.next and not snapshot.interrupts:
            return await self._run(request_id, None)
        return _standing(snapshot)

    async def standing(self, request_id: str) -> Standing:
        return _standing(await self._graph.aget_state(_thread(request_id)))

    async def _run(self, request_id: str, given: Any) -> Standing:
        """Until it waits, ends, or the EHR keeps it from being documented (`finished` stays False then)."""
        async with self.services() as services:
            with suppress(NotDocumented):
                await self._graph.ainvoke(
                    given,
                    _thread(request_id) | {"recursion_limit": PASSES},
                    context=services,
                    durability="sync",
                )
        return await self.standing(request_id)


def _thread(request_id: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": f"request.{request_id}"}}


def _standing(snapshot: Any) -> Standing:
    values = snapshot.values
    waits = snapshot.interrupts[0] if snapshot.interrupts else None
    return Standing(
        begun=bool(values),
        interrupt_id=waits.id if waits else "",
        waiting=Waiting.model_validate(waits.value) if waits else None,
        outcome=values.get("outcome", ""),
        told=values.get("told", ""),
        reference=(values.get("effect") or {}).get("reference", ""),
        taken=(values.get("given") or {}).get("id", ""),
        finished=bool(values) and not snapshot.next,
    )


@cache
def _catalog(zone: ZoneInfo, country: str) -> Catalog:
    return load_catalog(zone, country, FOLDER)


@asynccontextmanager
async def open_request_runs(
    in_force: OfficeInForce,
    *,
    clock: Clock,
    patients: Patients,
    prescriptions_waiting: Callable[[Draft], Awaitable[frozenset[str]]],
    checkpoint_url: str,
) -> AsyncIterator[RequestRuns]:
    """Compile the graph over a checkpointer and keep both until the end of the block.

    Each step of a run is taken with the clinic that is in force then: a request may wait for weeks.
    """

    @asynccontextmanager
    async def services() -> AsyncIterator[RequestServices]:
        async with in_force() as office:
            yield RequestServices(
                settings=office.settings,
                ehr=office.ehr,
                catalog=_catalog(office.settings.zone, office.settings.country),
                clock=clock,
                patients=patients,
                prescriptions_waiting=prescriptions_waiting,
            )

    async with open_checkpointer(checkpoint_url) as saver:
        yield RequestRuns(request_graph().compile(checkpointer=saver), services)
