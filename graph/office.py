"""The clinic as a turn finds it: its settings, its EHR, who works there, and its words."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from agents.wording import Catalog, load_catalog
from clinic.settings.schema import ClinicSettings
from graph.directory import DirectoryShelf
from knowledge import Knowledge
from tools.ehr.client import Ehr


@dataclass(frozen=True)
class Office:
    """A turn keeps the one that it began with, whatever changes meanwhile."""

    settings: ClinicSettings
    ehr: Ehr
    shelf: DirectoryShelf
    catalog: Catalog
    knowledge: Knowledge | None = None


OfficeInForce: TypeAlias = Callable[[], AbstractAsyncContextManager[Office]]
"""Gives the office as it is now, and keeps it open until the end of the block."""


async def open_office(settings: ClinicSettings, ehr: Ehr, knowledge: Knowledge | None = None) -> Office:
    """With the directory read once, as far as the EHR answers."""
    shelf = DirectoryShelf(ehr)
    await shelf.refresh()
    return Office(settings, ehr, shelf, load_catalog(settings.zone, settings.country), knowledge)


def always(office: Office) -> OfficeInForce:
    """An office that never changes."""

    @asynccontextmanager
    async def in_force() -> AsyncIterator[Office]:
        yield office

    return in_force
