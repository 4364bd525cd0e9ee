"""PDF and DOCX, by pypdf and python-docx; a file that is too large inside is refused before it is opened."""

import re
import unicodedata
from io import BytesIO
from itertools import groupby
from zipfile import BadZipFile, ZipFile

from knowledge.documents import Block
from knowledge.reading.content import Content, Unreadable

MOST_PAGES = 300
MOST_UNPACKED = 60_000_000
"""Bytes of a DOCX unpacked: more is no clinic's letter but an attack or a picture book."""


def read_pdf(raw: bytes) -> Content:
    """The text of each page; a passage never runs over a page, so that a citation names its page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is protected by a password: save it without one.")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"The PDF has more than {MOST_PAGES} pages: split it.")
        pages = [page.extract_text() or "" for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        raise Unreadable(f"The PDF cannot be read ({type(error).__name__}): save it anew.") from None
    blocks = [block for number, text in enumerate(pages, 1) for block in _page(text, f"page-{number}")]
    if not blocks:
        raise Unreadable("The PDF holds no text, only pictures: run text recognition (OCR) on it first.")
    return Content(tuple(blocks), {"title": title} if title else {})


def _page(text: str, anchor: str) -> list[Block]:
    """Lines belong together up to one that ends a sentence and is shorter than most; a short line without an end that
    others follow is a heading."""
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines()]
    longest = max((len(line) for line in lines), default=0)
    made: list[Block] = []
    current = ""
    for line in [*lines, ""]:
        short = len(line) < 0.6 * longest
        if line and not current and short and not line.endswith((".", "!", "?", ":", ";", ",")):
            made.append(Block(kind="heading", text=line, level=2, anchor=anchor))
            continue
        if line:
            current = f"{current[:-1]}{line}" if current.endswith("-") else f"{current} {line}".strip()
        if current and (not line or (line.endswith((".", "!", "?")) and len(line) < 0.8 * longest)):
            made.append(Block(kind="text", text=re.sub(r"\s+", " ", current), anchor=anchor))
            current = ""
    return made


def read_docx(raw: bytes) -> Content:
    """Paragraphs by their styles, lists and tables, in the order of the file."""
    try:
        with ZipFile(BytesIO(raw)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("The DOCX is too large unpacked: take the pictures out.")
        from docx import Document as open_docx
        from docx.table import Table

        file = open_docx(BytesIO(raw))
        blocks: list[Block] = []
        for item in file.iter_inner_content():
            if isinstance(item, Table):
                blocks += _rows(item)
            elif text := item.text.strip():
                blocks.append(_paragraph(text, (item.style.name or "") if item.style else ""))
        title = file.core_properties.title
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(f"The DOCX cannot be read ({type(error).__name__}): save it anew.") from None
    return Content(tuple(_with_lists(blocks)), {"title": title} if title else {})


def _paragraph(text: str, style: str) -> Block:
    level = re.match(r"(?:Heading|Title|Überschrift|Título)\s*(\d?)", style)
    if level:
        return Block(kind="heading", text=text, level=int(level.group(1) or 1))
    return Block(kind="list" if style.startswith("List") else "text", text=text)


def _rows(table: object) -> list[Block]:
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]  # type: ignore[attr-defined]
    if len(rows) < 2:
        return [Block(kind="text", text="; ".join(filter(None, row))) for row in rows if any(row)]
    heads = rows[0]
    told = ["; ".join(f"{h}: {c}" for h, c in zip(heads, row, strict=False) if c) + "." for row in rows[1:]]
    return [Block(kind="text", text=row) for row in told if row != "."]


def _with_lists(blocks: list[Block]) -> list[Block]:
    """Items in a row become one block, joined to what leads to them."""
    made: list[Block] = []
    for is_list, group in groupby(blocks, lambda block: block.kind == "list"):
        if not is_list:
            made += group
            continue
        told = "; ".join(block.text.rstrip(".;,") for block in group) + "."
        if made and made[-1].kind == "text" and made[-1].text.endswith(":"):
            made[-1] = made[-1].model_copy(update={"text": f"{made[-1].text} {told}"})
        else:
            made.append(Block(kind="list", text=told))
    return made
