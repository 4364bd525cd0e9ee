"""Question sets: files of questions, each with the documents that they are asked of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

import demo
from clinic.settings import ClinicSettings
from evals.report import CannotRun
from knowledge.clinic_facts import fact_passages
from knowledge.documents import Block, Document, FrontMatter, Passage
from knowledge.lexicon import language_of

OURS = Path(__file__).parent.parent / "data"
QUESTIONS, DOCUMENTS = "kb_questions.", "kb_docs."
TODAY = demo.DEMO_NOW.date()
Kind = Literal["answerable", "no_answer", "clinical_advice", "false_premise"]


class Question(BaseModel):
    """One line of a question file. `answer_span` is a part of the document's text that the answer has to hold."""

    model_config = ConfigDict(extra="ignore")

    id: str
    kind: Kind
    question: str
    lang: Literal["en", "es"] = "en"
    doc_id: str | None = None
    also_docs: tuple[str, ...] = ()
    """Documents that answer it as well, as a translation does."""
    answer_span: str | None = None
    also_spans: tuple[str, ...] = ()

    @property
    def documents(self) -> frozenset[str]:
        return frozenset({self.doc_id or "", *self.also_docs} - {""})

    @property
    def spans(self) -> tuple[str, ...]:
        return tuple(span for span in (self.answer_span, *self.also_spans) if span)


@dataclass(frozen=True)
class QuestionSet:
    """`name` is "demo" for ours and "given" for files of --data. `clinic` is the one whose facts answer, too."""

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]
    facts: tuple[Passage, ...] = ()
    clinic: ClinicSettings | None = None
    today: date = TODAY


def question_sets(folder: Path | None) -> Iterator[QuestionSet]:
    """The demo clinic's questions, or those in `folder`, asked of the documents beside them. Raises CannotRun."""
    if folder is None:
        yield of_the_demo()
        return
    files = sorted(folder.glob(f"{QUESTIONS}*.jsonl"))
    if not files:
        raise CannotRun(f"No file named {QUESTIONS}*.jsonl is in {folder}.")
    for file in files:
        documents = file.with_name(file.name.replace(QUESTIONS, DOCUMENTS))
        if not documents.is_file():
            raise CannotRun(f"{file.name} has no {documents.name} beside it: there is nothing to ask.")
        yield QuestionSet("given", tuple(_questions(file)), tuple(_documents(documents)))


def of_the_demo() -> QuestionSet:
    from server.knowledge.folder import Folder

    clinic = demo.demo_settings()
    folder = Folder(demo.CLINIC_FOLDER / clinic.knowledge.folder, clinic.zone)
    folder.changed()
    questions = tuple(_questions(OURS / f"{QUESTIONS}demo.jsonl"))
    return QuestionSet("demo", questions, tuple(folder.documents), fact_passages(clinic), clinic)


def _questions(file: Path) -> Iterator[Question]:
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                yield Question.model_validate({"id": f"{file.name}:{number}", **orjson.loads(line)})
            except (orjson.JSONDecodeError, ValidationError) as error:
                raise CannotRun(f"{file.name}, line {number}: {str(error).splitlines()[0]}.") from None


def _documents(file: Path) -> Iterator[Document]:
    """Lines with `doc_id`, `title` and `text`."""
    for line in file.read_bytes().splitlines():
        if line.strip():
            told = orjson.loads(line)
            yield Document(
                id=told["doc_id"],
                version="1",
                source=told.get("source", file.name),
                about=FrontMatter(title=told["title"]),
                language=language_of(told["text"]),
                blocks=(Block(kind="text", text=told["text"]),),
            )
