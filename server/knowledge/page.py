"""The page of a document that a citation opens: its text as we read it, each place under an anchor."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.advice import quotable
from knowledge.chunking import passages_of
from knowledge.documents import Document, Passage

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def document_page(document: Document, clinic: str) -> str:
    """HTML; what speaks to machines is left out here, too."""
    places = [_without_orders(passage) for passage in passages_of(document)]
    return _TEMPLATES.get_template("document.html").render(document=document, places=places, clinic=clinic)


def _without_orders(passage: Passage) -> Passage:
    kept = tuple(passage.sentences[number] for number in quotable(passage.sentences))
    return passage.model_copy(update={"sentences": kept})


def is_for_patients(document: Document | None, today: date) -> bool:
    return document is not None and document.about.audience == "patients" and document.holds_on(today)
