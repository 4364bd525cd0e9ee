"""The clinic's library at work: opened when it is first needed, kept in step with folder, uploads and clinic.yaml."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from knowledge.advice import speaks_to_machines
from knowledge.answering import Answer
from knowledge.asking import Noted
from knowledge.chunking import passages_of
from knowledge.clinic_facts import fact_passages
from knowledge.documents import Document, Problem
from knowledge.library import Library
from knowledge.reading import Unreadable, read_document
from knowledge.search import Asked
from knowledge.vectors import VectorsUnavailable
from server.knowledge.folder import Folder
from server.knowledge.records import (
    Upload,
    add_upload,
    note_questions,
    uploads_in_force,
    uploads_mark,
    withdraw_upload,
)
from server.logs import describe_error
from server.records import Database, append_audit

log = logging.getLogger(__name__)
LOOKS_EVERY = 1.0
"""Seconds between two looks at the folder and at the uploads of other processes."""
OPENS_AFTER = 8.0
"""Seconds behind the start of a service: it costs some seconds of a processor, which the start needs itself."""
UPLOADED = "uploads/"
"""Begins the ids of uploaded documents' sources: a file of the same name in the folder is another document."""
SUSPECT = "A part of it gives orders to machines and is not quoted: read it, and take that out or write it for patients."
OpenLibrary = Callable[[], Library]


class KnowledgeDesk:
    """What a conversation asks (`knowledge.Knowledge`), and what staff do with documents. One per process."""

    def __init__(
        self,
        open_library: OpenLibrary,
        folder: Path,
        clinic: Callable[[], ClinicSettings],
        database: Database,
        clock: Clock,
    ) -> None:
        self._open_library = open_library
        self._clinic = clinic
        self._database = database
        self._clock = clock
        self._folder = Folder(folder, clinic().zone)
        self._library: Library | None = None
        self._looking = asyncio.Lock()
        self._mark: tuple[Any, ...] | None = None
        self._taken: ClinicSettings | None = None
        self._uploads: list[Document] = []
        self._upload_problems: list[Problem] = []
        self._suspects: list[Problem] = []
        self._opening: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def library(self) -> Library:
        """Open, with what there is now. The first call takes seconds, every other one none."""
        if self._library is None or self._taken is not self._clinic():
            await self.look()
        assert self._library is not None
        return self._library

    async def answer(self, asked: Asked) -> Answer:
        library = await self.library()
        return await asyncio.to_thread(library.answer, asked)

    async def note(self, noted: tuple[Noted, ...]) -> None:
        try:
            await self._database.write(lambda connection: note_questions(connection, noted))
        except Exception as error:
            log.error("question_not_noted", extra=describe_error(error))

    @property
    def problems(self) -> list[Problem]:
        """Documents that are not in use, and why."""
        return [*self._folder.problems, *self._upload_problems, *self._suspects]

    def _suspected(self, documents: Sequence[Document]) -> list[Problem]:
        """Documents of which a part is not quoted, because it gives orders to machines."""
        return [
            Problem(source=document.source, code="speaks_to_machines", message=SUSPECT)
            for document in documents
            if any(speaks_to_machines(sentence) for p in passages_of(document) for sentence in p.sentences)
        ]

    async def look(self) -> None:
        """Take up what changed in the folder, among the uploads and in clinic.yaml. What is in use serves meanwhile."""
        async with self._looking:
            clinic, mark = self._clinic(), await self._database.read(uploads_mark)
            files = await asyncio.to_thread(self._folder.changed)
            if self._library is not None and not files and mark == self._mark and clinic is self._taken:
                return
            if mark != self._mark:
                self._read_uploads(await self._database.read(uploads_in_force))
            library = self._library
            if library is None:
                library = await asyncio.to_thread(self._open_library)
            documents = [*self._folder.documents, *self._uploads]
            await asyncio.to_thread(library.replace, documents, fact_passages(clinic))
            self._suspects = self._suspected(documents)
            self._library, self._mark, self._taken = library, mark, clinic
            await self._forget(library)
            log.info("knowledge_taken_up", extra={"documents": len(documents)})
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())

    async def _forget(self, library: Library) -> None:
        """What no document says any more is not kept beside the vectors either; failing that, until the next change."""
        try:
            await asyncio.to_thread(library.forget_unused)
        except VectorsUnavailable as error:
            log.error("knowledge_not_forgotten", extra=describe_error(error))

    def _read_uploads(self, uploads: Sequence[Upload]) -> None:
        self._uploads, self._upload_problems = [], []
        for upload in uploads:
            try:
                self._uploads.append(_document(upload))
            except Unreadable as error:
                problem = Problem(source=upload.name, code=error.code, message=error.message)
                self._upload_problems.append(problem)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                await self.look()
            except Exception as error:  # what is in use serves on
                log.error("knowledge_not_taken_up", extra=describe_error(error))

    async def upload(self, name: str, content: bytes, told: dict[str, Any], *, by: str) -> Document:
        """A new document, or a new version of one; in use when this returns. Raises Unreadable."""
        now = self._clock.now()
        today = now.astimezone(self._clinic().zone).date()
        source = UPLOADED + name
        document = await asyncio.to_thread(partial(read_document, source, content, told=told, on=today))
        add = partial(add_upload, id_=document.id, name=name, content=content, told=told, by=by, at=now)
        noted = {"by": by, "document": document.id}

        def keep(connection: Connection) -> None:
            number = add(connection)
            append_audit(
                connection,
                at=now,
                conversation_id=None,
                event="document_uploaded",
                detail=noted | {"version": number},
            )

        await self._database.write(keep)
        await self.look()
        return document

    async def withdraw(self, id_: str, *, by: str) -> bool:
        """Take an uploaded document out of use, at once; whether there was one."""
        now = self._clock.now()

        def take_out(connection: Connection) -> bool:
            done = withdraw_upload(connection, id_, at=now)
            if done:
                append_audit(
                    connection,
                    at=now,
                    conversation_id=None,
                    event="document_withdrawn",
                    detail={"by": by, "document": id_},
                )
            return done

        done = await self._database.write(take_out)
        await self.look()
        return done

    def open_soon(self) -> None:
        """Open the library once the start is over, so that the first question need not wait for it."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open_later())

    async def _open_later(self) -> None:
        await asyncio.sleep(OPENS_AFTER)
        try:
            await self.library()
        except Exception as error:  # the first question tries again
            log.error("knowledge_not_opened", extra=describe_error(error))

    async def close(self) -> None:
        for task in (self._opening, self._watching):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


def _document(upload: Upload) -> Document:
    return read_document(
        UPLOADED + upload.name, upload.content, told=upload.told, on=upload.uploaded_at.date()
    )


@asynccontextmanager
async def open_library_desk(
    open_library: OpenLibrary,
    folder: Path,
    clinic: Callable[[], ClinicSettings],
    database: Database,
    clock: Clock,
) -> AsyncIterator[KnowledgeDesk]:
    """Nothing is read before somebody asks: opening the library costs seconds that a start need not wait for."""
    desk = KnowledgeDesk(open_library, folder, clinic, database, clock)
    try:
        yield desk
    finally:
        await desk.close()
