"""The doctor looks at our own databases: records and graph checkpoints."""

import contextlib
from collections.abc import AsyncIterator

from sqlalchemy.engine import make_url

from graph.checkpointer import open_checkpointer
from server.doctor.findings import Area, Finding
from server.records import open_database
from server.settings import Settings

RECORDS, CHECKPOINTS = Area("records"), Area("checkpoints")


async def examine_records(settings: Settings) -> AsyncIterator[Finding]:
    """Opened as the service would, which brings an older schema up to date."""
    async with open_database(settings.records_url) as database:
        await database.write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    yield RECORDS.ok("database", f"{_shown(settings.records_url)} can be written.")


async def examine_checkpoints(settings: Settings) -> AsyncIterator[Finding]:
    async with open_checkpointer(settings.checkpoints_url) as saver:
        await saver.aget_tuple({"configurable": {"thread_id": "doctor"}})
    yield CHECKPOINTS.ok("database", f"{_shown(settings.checkpoints_url)} answers.")


def _shown(url: str) -> str:
    """The address without its password."""
    with contextlib.suppress(Exception):
        return make_url(url).render_as_string(hide_password=True)
    return "The database"
