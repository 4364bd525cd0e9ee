"""Markdown and plain text, with front matter in YAML between two lines of dashes."""

import re

import yaml
from markdown_it import MarkdownIt

from knowledge.documents import Block
from knowledge.reading.content import Content, Unreadable
from knowledge.reading.html import read_html

_FRONT = re.compile(r"\A\ufeff?---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)


def read_markdown(raw: bytes) -> Content:
    """HTML inside is read as HTML is: without scripts and without what is hidden."""
    about, body = _split(_decoded(raw))
    html = MarkdownIt("commonmark").enable("table").render(body)
    content = read_html(html.encode())
    return Content(content.blocks, {**content.about, **about})


def read_text(raw: bytes) -> Content:
    """Paragraphs are parted by empty lines; lines that begin with a dash or a bullet are a list."""
    about, body = _split(_decoded(raw))
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if len(lines) == 1 and len(lines[0].split()) <= 8 and not lines[0].endswith((".", "!", "?", ":")):
            blocks.append(Block(kind="heading", text=lines[0], level=2))
            continue
        items = [re.sub(r"^[-*•]\s+", "", line) for line in lines]
        told = "; ".join(items) if items != lines and len(items) > 1 else " ".join(lines)
        blocks.append(Block(kind="text", text=told.replace(":;", ":")))
    return Content(tuple(blocks), about)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").replace("\r\n", "\n")


def _split(text: str) -> tuple[dict[str, object], str]:
    found = _FRONT.match(text)
    if not found:
        return {}, text
    return front_matter(found.group(1)), text[found.end() :]


def front_matter(written: str) -> dict[str, object]:
    """Raises Unreadable: what cannot be read might say "staff only"."""
    try:
        about = yaml.safe_load(written) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise Unreadable(
            f"The front matter is no YAML (line {line}): put it right, then save again."
        ) from None
    if not isinstance(about, dict):
        raise Unreadable("The front matter must be fields such as `audience: patients`, one a line.")
    return {str(name): value for name, value in about.items()}
