"""The prose of clinic.yaml as documents: its `facts`, and what to bring to each kind of visit."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Literal

from clinic.settings.schema import ClinicSettings
from knowledge.documents import Block, Document, FrontMatter, Passage
from knowledge.sentences import sentences

SOURCE = "clinic.yaml"
_BRING = {"en": "What to bring to your {}", "es": "Qué traer a su {}"}


def fact_passages(clinic: ClinicSettings) -> tuple[Passage, ...]:
    """A passage a fact and language, with the words by which patients ask for it."""
    return tuple(passage for language in clinic.languages for passage in _of(clinic, language))


def _of(clinic: ClinicSettings, language: Literal["en", "es"]) -> Iterator[Passage]:
    told = [
        (key, fact.title.get(language, ""), fact.text.get(language, ""), fact.keywords.get(language, ()))
        for key, fact in clinic.facts.items()
    ]
    for key, visit in clinic.visit_types.items():
        name = visit.name.get(language, "")
        bring = visit.bring.get(language, "")
        told.append((f"bring-{key}", _BRING[language].format(name), bring, visit.synonyms.get(language, ())))
    stamp = sha256(repr(told).encode()).hexdigest()[:12]
    for key, title, text, keywords in told:
        if not (title and text):
            continue
        document = Document(
            id=f"clinic-{language}",
            version=stamp,
            source=SOURCE,
            about=FrontMatter(title=title, language=language),
            language=language,
            newest=date.max,  # clinic.yaml counts before what any document says
            blocks=(Block(kind="text", text=text),),
        )
        yield Passage(
            id=f"clinic-{language}#{key}",
            document=document,
            heading="",
            anchor=key,
            sentences=sentences(text),
            keywords=" ".join(keywords),
        )
