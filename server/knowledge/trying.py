"""The library for the command line: opened without a service, over the same folder, uploads and vectors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from clinic.clock import PinnedClock, SystemClock
from clinic.settings import load_clinic
from knowledge.answering import Answer
from knowledge.library import for_staff
from knowledge.search import Asked
from knowledge.structured import sites_named
from server.knowledge.desk import KnowledgeDesk, open_library_desk
from server.knowledge.gaps import Gap, gaps
from server.knowledge.opening import open_library
from server.records import open_database
from server.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[KnowledgeDesk]:
    clinic = load_clinic(settings.clinic_folder)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    folder = settings.clinic_folder / clinic.knowledge.folder
    async with (
        open_database(settings.records_url) as database,
        open_library_desk(partial(open_library, settings), folder, lambda: clinic, database, clock) as desk,
    ):
        yield desk


async def answered(question: str, settings: Settings, language: str, *, as_staff: bool) -> Answer:
    clinic = load_clinic(settings.clinic_folder)
    now = settings.clock or SystemClock().now()
    asked = Asked(question, now.astimezone(clinic.zone).date(), language, sites_named(question, clinic))
    async with opened(settings) as desk:
        return await desk.answer(for_staff(asked) if as_staff else asked)


async def gaps_of(settings: Settings, days: int) -> list[Gap]:
    from agents.understanding.embedder import SentenceEmbedder

    now = settings.clock or SystemClock().now()
    async with open_database(settings.records_url) as database:
        return await gaps(database, SentenceEmbedder(), now, since=timedelta(days=days))
