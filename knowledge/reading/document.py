"""From the bytes of a file to a document: the reader by its ending, its front matter checked, its language told."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

from pydantic import ValidationError

from knowledge.documents import Document, FrontMatter
from knowledge.lexicon import language_of
from knowledge.reading.content import Content, Unreadable

# Parsers import for a while: no start waits for them.


def _markdown(raw: bytes) -> Content:
    from knowledge.reading.markdown import read_markdown

    return read_markdown(raw)


def _html(raw: bytes) -> Content:
    from knowledge.reading.html import read_html

    return read_html(raw)


def _pdf(raw: bytes) -> Content:
    from knowledge.reading.office import read_pdf

    return read_pdf(raw)


def _docx(raw: bytes) -> Content:
    from knowledge.reading.office import read_docx

    return read_docx(raw)


def _text(raw: bytes) -> Content:
    from knowledge.reading.markdown import read_text

    return read_text(raw)


def _front_matter(beside: bytes) -> dict[str, object]:
    from knowledge.reading.markdown import front_matter

    return front_matter(beside.decode("utf-8", "replace"))


READERS: dict[str, Callable[[bytes], Content]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
    ".txt": _text,
}
MOST_BYTES = 10_000_000


def document_id(name: str) -> str:
    """ "visits/Before your visit.md" -> "visits-before-your-visit-md": stays while the file keeps its name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "document"


def read_document(
    name: str,
    raw: bytes,
    *,
    beside: bytes = b"",
    told: dict[str, object] | None = None,
    on: date | None = None,
) -> Document:
    """`beside` is the file name.yaml next to it, `told` what the person who uploads says; both come before what it
    says of itself. `on` is the day the file was written. Raises Unreadable."""
    reader = READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise Unreadable(f"Files of this kind are not read: save it as one of {', '.join(READERS)}.")
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1_000_000} MB: split it.")
    content = reader(raw)
    if not any(block.kind != "heading" for block in content.blocks):
        raise Unreadable("The file holds no text.")
    said = _front_matter(beside) if beside else {}
    about = _checked({**content.about, **said, **(told or {})})
    title = about.title or _title(content, name)
    text = " ".join(block.text for block in content.blocks)
    stamp = sha256(raw + beside + repr(sorted((told or {}).items())).encode())
    return Document(
        id=document_id(name),
        version=stamp.hexdigest()[:12],
        source=name,
        about=about.model_copy(update={"title": title}),
        language=about.language or language_of(text),
        newest=about.updated or about.valid_from or on,
        blocks=content.blocks,
    )


def _checked(about: dict[str, object]) -> FrontMatter:
    known = {name: value for name, value in about.items() if name in FrontMatter.model_fields and value}
    unknown = sorted(set(about) - set(FrontMatter.model_fields))
    if unknown:
        raise Unreadable(
            f"The front matter has fields that mean nothing here: {', '.join(unknown)}. "
            f"There are: {', '.join(FrontMatter.model_fields)}."
        )
    try:
        return FrontMatter.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "front matter"
        raise Unreadable(f"{where}: {first['msg']}.") from None


def _title(content: Content, name: str) -> str:
    heading = next((block.text for block in content.blocks if block.kind == "heading"), "")
    return heading or PurePosixPath(name).stem.replace("-", " ").replace("_", " ").capitalize()
