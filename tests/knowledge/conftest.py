"""A library over a few documents, embedded once for all tests."""

from datetime import date

import pytest

from agents.understanding.embedder import SentenceEmbedder
from knowledge.documents import Document
from knowledge.library import Library
from knowledge.reading import read_document
from knowledge.vectors import InMemory

TODAY = date(2026, 3, 2)


def _file(text: str, **about: str) -> str:
    return "\n".join(["---", *(f"{name}: {value}" for name, value in about.items()), "---", text])


FILES = {
    "x-rays.md": _file(
        "X-rays are taken on Mondays from 9 AM to noon. No appointment is needed.",
        title="X-rays",
        site="main_street",
    ),
    "lab.md": (
        "# The lab\n\n## Fasting\n\nFast for 8 hours before a cholesterol test. Plain water is fine.\n\n"
        "## Results\n\nResults are in the portal within 3 business days."
    ),
    "refills.md": _file(
        "A refill request is decided within 2 business days.",
        title="Prescription refills",
        updated="2026-02-01",
    ),
    "refills-old.md": _file(
        "A refill request is decided within 5 business days.", title="Refill rules", updated="2024-02-01"
    ),
    "thinners.md": _file(
        "Never stop a blood thinner by yourself before a procedure. Call our nurse line at +1 212-555-0100, option 1. "
        "The usual dose is 5 mg once a day.",
        title="Blood thinners before procedures",
    ),
    "door.md": _file("The code of the back door is 4471.", title="Doors", audience="staff"),
    "flu-2024.md": _file(
        "Flu shots are given on Tuesdays by appointment only.", title="Flu shots", valid_until="2026-03-02"
    ),
    "puntos.md": _file(
        "Mantenga los puntos secos las primeras 24 horas. Llame si la herida se abre.",
        title="Cuidado de los puntos",
    ),
}


def documents(files: dict[str, str] = FILES) -> list[Document]:
    return [read_document(name, text.encode()) for name, text in files.items()]


def library_of(files: dict[str, str]) -> Library:
    embedder = SentenceEmbedder()
    library = Library(embedder, InMemory(embedder))
    library.replace(documents(files))
    return library


@pytest.fixture(scope="session")
def library() -> Library:
    return library_of(FILES)
