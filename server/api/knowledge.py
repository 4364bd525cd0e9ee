"""The clinic's documents: the page that a citation opens, and what staff do with them (/v1/knowledge)."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from agents.understanding.embedder import SentenceEmbedder
from knowledge.answering import Answer
from knowledge.documents import Document, Problem
from knowledge.library import for_staff
from knowledge.reading import MOST_BYTES
from knowledge.search import Asked
from server.api.access import TheFrontdesk
from server.api.staff_access import TheStaff
from server.frontdesk import Frontdesk
from server.knowledge import KnowledgeDesk
from server.knowledge.desk import UPLOADED
from server.knowledge.gaps import Gap, gaps
from server.knowledge.page import document_page, is_for_patients
from server.problems import PROBLEM_JSON, NotFound

PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(tags=["knowledge"], responses=PROBLEM)


class DocumentView(BaseModel):
    """A document in use. Dates are whole days by the clinic's calendar."""

    id: str
    version: str
    title: str
    source: str
    audience: str
    sites: tuple[str, ...]
    language: str
    owner: str
    valid_from: str | None
    valid_until: str | None
    review: str | None
    holds: bool
    """Whether it may be quoted today."""
    uploaded: bool


class Documents(BaseModel):
    documents: tuple[DocumentView, ...]
    problems: tuple[Problem, ...]
    """Files that are not in use, and why."""


class NewQuestion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=1000)]
    language: Annotated[str, Field(pattern="^(en|es)$")] = "en"
    as_staff: bool = False
    """Documents for staff answer as well."""


def desk_of(frontdesk: Frontdesk) -> KnowledgeDesk:
    """Raises NotFound where no documents are served."""
    if frontdesk.knowledge is None:
        raise NotFound
    return frontdesk.knowledge


def today_of(frontdesk: Frontdesk) -> Any:
    return frontdesk.clock.now().astimezone(frontdesk.clinic.zone).date()


@router.get("/knowledge/{document_id}", include_in_schema=False)
async def read_page(frontdesk: TheFrontdesk, document_id: str) -> Response:
    """404 alike for what does not exist, has expired, or is for staff only."""
    document = (await desk_of(frontdesk).library()).document(document_id)
    if document is None or not is_for_patients(document, today_of(frontdesk)):
        raise NotFound
    return HTMLResponse(document_page(document, frontdesk.clinic.name))


@router.get("/v1/knowledge/documents")
async def list_documents(frontdesk: TheFrontdesk, staff: TheStaff) -> Documents:  # noqa: ARG001 signed in is enough
    desk = desk_of(frontdesk)
    documents = (await desk.library()).picture.documents
    views = tuple(document_view(each, frontdesk) for each in documents)
    return Documents(documents=views, problems=tuple(desk.problems))


@router.post("/v1/knowledge/documents", status_code=201)
async def upload(
    frontdesk: TheFrontdesk,
    staff: TheStaff,
    file: Annotated[UploadFile, File()],
    title: Annotated[str, Form(max_length=200)] = "",
    audience: Annotated[str, Form(pattern="^(patients|staff|)$")] = "",
    valid_from: Annotated[str, Form(max_length=10)] = "",
    valid_until: Annotated[str, Form(max_length=10)] = "",
    owner: Annotated[str, Form(max_length=200)] = "",
    review: Annotated[str, Form(max_length=10)] = "",
    language: Annotated[str, Form(pattern="^(en|es|)$")] = "",
) -> DocumentView:
    """In use when this answers. A file of the same name is a new version. 422 `document_unreadable` says why not."""
    given = {"title": title, "audience": audience, "valid_from": valid_from, "valid_until": valid_until}
    given |= {"owner": owner, "review": review, "language": language}
    content = await file.read(MOST_BYTES + 1)
    told = {name: value for name, value in given.items() if value}
    document = await desk_of(frontdesk).upload(file.filename or "document.txt", content, told, by=staff.id)
    return document_view(document, frontdesk)


@router.delete("/v1/knowledge/documents/{document_id}", status_code=204)
async def withdraw(frontdesk: TheFrontdesk, staff: TheStaff, document_id: str) -> Response:
    """Out of use when this answers; for uploaded ones. A file in the clinic's folder goes with its file."""
    if not await desk_of(frontdesk).withdraw(document_id, by=staff.id):
        raise NotFound
    return Response(status_code=204)


@router.post("/v1/knowledge/ask")
async def ask(frontdesk: TheFrontdesk, staff: TheStaff, body: NewQuestion) -> Answer:  # noqa: ARG001
    """What a patient would be answered. Nothing is noted."""
    asked = Asked(body.question, today_of(frontdesk), body.language)
    return await desk_of(frontdesk).answer(for_staff(asked) if body.as_staff else asked)


@router.get("/v1/knowledge/gaps")
async def list_gaps(
    frontdesk: TheFrontdesk,
    staff: TheStaff,  # noqa: ARG001
    days: Annotated[int, Query(ge=1, le=90)] = 7,
) -> tuple[Gap, ...]:
    """Questions that found no answer, those that mean the same together, the most frequent first."""
    now = frontdesk.clock.now()
    return tuple(await gaps(frontdesk.database, SentenceEmbedder(), now, since=timedelta(days=days)))


def document_view(document: Document, frontdesk: Frontdesk) -> DocumentView:
    about = document.about
    return DocumentView(
        id=document.id,
        version=document.version,
        title=document.title,
        source=document.source,
        audience=about.audience,
        sites=about.site,
        language=document.language,
        owner=about.owner,
        valid_from=about.valid_from.isoformat() if about.valid_from else None,
        valid_until=about.valid_until.isoformat() if about.valid_until else None,
        review=about.review.isoformat() if about.review else None,
        holds=document.holds_on(today_of(frontdesk)),
        uploaded=document.source.startswith(UPLOADED),
    )
