"""Cuts a document into passages: by its headings, then by length, never through a sentence."""

import re
import unicodedata
from collections.abc import Iterator

from knowledge.documents import Block, Document, Passage
from knowledge.sentences import sentences

WORDS = 110
"""From so many words on a passage ends with the next block; a page or a heading always ends it."""


def passages_of(document: Document) -> tuple[Passage, ...]:
    """In reading order. Ids stay the same from version to version for what stands in the same place."""
    made: list[Passage] = []
    anchors: set[str] = set()
    for heading, blocks in _parts(document):
        said = tuple(sentence for block in blocks for sentence in sentences(block.text))
        anchor = _unused(blocks[0].anchor or _slug(heading) or "start", anchors)
        made.append(
            Passage(
                id=f"{document.id}#{anchor}",
                document=document,
                heading=heading,
                anchor=anchor,
                sentences=said,
            )
        )
    return tuple(made)


def _parts(document: Document) -> Iterator[tuple[str, list[Block]]]:
    """The blocks of each passage with the headings that they stand under, from the second level on."""
    path: list[tuple[int, str]] = []
    part: list[Block] = []
    for block in document.blocks:
        if block.kind == "heading":
            if part:
                yield _heading(path, document), part
            part = []
            path = [*(each for each in path if each[0] < block.level), (block.level, block.text)]
            continue
        long = sum(len(each.text.split()) for each in part) >= WORDS
        if part and (long or block.anchor != part[0].anchor):
            yield _heading(path, document), part
            part = []
        part.append(block)
    if part:
        yield _heading(path, document), part


def _heading(path: list[tuple[int, str]], document: Document) -> str:
    return " > ".join(text for _, text in path if text != document.title)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def _unused(anchor: str, taken: set[str]) -> str:
    found, number = anchor, 2
    while found in taken:
        found, number = f"{anchor}-{number}", number + 1
    taken.add(found)
    return found
