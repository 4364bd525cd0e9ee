"""The knowledge page: documents and what is wrong with them, a question to try, what patients asked in vain."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from agents.understanding.embedder import SentenceEmbedder
from knowledge.answering import Answer
from knowledge.chunking import passages_of
from knowledge.documents import Document
from knowledge.reading import MOST_BYTES, Unreadable
from knowledge.search import Asked
from server.api.access import TheFrontdesk
from server.api.knowledge import desk_of, today_of
from server.api.staff_access import check_csrf
from server.console.access import ConsoleRoute, Form, Visitor, go, text_of
from server.console.rendering import page
from server.frontdesk import Frontdesk
from server.knowledge.desk import UPLOADED
from server.knowledge.gaps import WEEK, gaps
from server.knowledge.records import contradictions_since, settle_questions
from server.problems import NotFound
from server.staff import Session

router = APIRouter(route_class=ConsoleRoute, prefix="/knowledge")
REVIEW_SOON = timedelta(days=30)
FIELDS = ("title", "audience", "valid_from", "valid_until", "owner", "review")


async def the_upload(request: Request, session: Visitor) -> FormData:
    """As `the_form`, with one file. Raises NoCsrfToken."""
    form = await request.form(max_files=1, max_fields=20)
    check_csrf(session, str(form.get("csrf", "")))
    return form


@router.get("")
async def knowledge_page(
    frontdesk: TheFrontdesk,
    session: Visitor,
    ask: Annotated[str, Query(max_length=500)] = "",
    refused: str = "",
) -> Response:
    return await _page(frontdesk, session, ask, refused)


async def _page(frontdesk: Frontdesk, session: Session, ask: str = "", refused: str = "") -> Response:
    desk, today, now = desk_of(frontdesk), today_of(frontdesk), frontdesk.clock.now()
    library = await desk.library()
    answer = await _answer(frontdesk, ask) if ask else None
    documents = sorted(library.picture.documents, key=lambda each: (not due(each, today), each.title.lower()))
    return page(
        "knowledge.html",
        frontdesk,
        session,
        documents=documents,
        due={each.id for each in documents if due(each, today)},
        out={each.id for each in documents if not each.holds_on(today)},
        problems=desk.problems,
        gaps=await gaps(frontdesk.database, SentenceEmbedder(), now),
        contradictions=await frontdesk.database.read(lambda c: contradictions_since(c, now - WEEK)),
        ask=ask,
        answer=answer,
        refused=refused,
        section="knowledge",
    )


async def _answer(frontdesk: Frontdesk, ask: str) -> Answer:
    return await desk_of(frontdesk).answer(Asked(ask, today_of(frontdesk)))


def due(document: Document, today: date) -> bool:
    """Its owner should look at it again within a month."""
    review = document.about.review
    return review is not None and review <= today + REVIEW_SOON


@router.get("/documents/{document_id}")
async def one_document(frontdesk: TheFrontdesk, session: Visitor, document_id: str) -> Response:
    """How it is cut: what can be found and quoted."""
    document = (await desk_of(frontdesk).library()).document(document_id)
    if document is None:
        raise NotFound
    uploaded = document.source.startswith(UPLOADED)
    passages = passages_of(document)
    return page(
        "knowledge_document.html",
        frontdesk,
        session,
        document=document,
        passages=passages,
        uploaded=uploaded,
        section="knowledge",
    )


@router.post("/documents")
async def upload(
    frontdesk: TheFrontdesk, session: Visitor, form: Annotated[FormData, Depends(the_upload)]
) -> Response:
    """A file, or an answer written here; a name that is there already gets a new version."""
    file, written = form.get("file"), text_of(form, "text")
    told = {name: text_of(form, name) for name in FIELDS if text_of(form, name)}
    if isinstance(file, UploadFile) and file.filename:
        name, content = file.filename, await file.read(MOST_BYTES + 1)
    else:
        name, content = f"{told.get('title') or 'answer'}.txt", written.encode()
    try:
        document = await desk_of(frontdesk).upload(name, content, told, by=session.account.id)
    except Unreadable as error:
        return await _page(frontdesk, session, refused=error.message)
    keys = [key for key in text_of(form, "settles").split() if key]
    if keys:
        now = frontdesk.clock.now()
        await frontdesk.database.write(lambda connection: settle_questions(connection, keys, at=now))
    return go(f"/staff/knowledge/documents/{document.id}")


@router.post("/documents/{document_id}/withdraw")
async def withdraw(frontdesk: TheFrontdesk, session: Visitor, form: Form, document_id: str) -> Response:  # noqa: ARG001
    if not await desk_of(frontdesk).withdraw(document_id, by=session.account.id):
        raise NotFound
    return go("/staff/knowledge")
