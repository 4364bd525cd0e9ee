"""HTML and saved web pages: only what a reader would see, as plain text. No markup of theirs goes any further."""

import re

from bs4 import BeautifulSoup, Comment, Tag

from knowledge.documents import Block
from knowledge.reading.content import Content

_NOT_TOLD = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "form",
    "nav",
    "head",
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*0"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = (
    *_HEADINGS,
    "p",
    "li",
    "tr",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "div",
    "td",
    "section",
    "article",
    "main",
)
_FIELDS = ("title", "audience", "site", "valid_from", "valid_until", "language", "owner", "review", "updated")


def read_html(raw: bytes) -> Content:
    """`<meta name="audience" content="staff">` and the like are its front matter, `<title>` its title."""
    soup = BeautifulSoup(raw, "html.parser")
    about = _about(soup)
    for tag in soup.find_all(_NOT_TOLD):
        tag.decompose()
    for text in soup.find_all(string=lambda found: isinstance(found, Comment)):
        text.extract()
    for tag in [tag for tag in soup.find_all(True) if _is_hidden(tag)]:
        tag.decompose()
    return Content(tuple(blocks_of(soup)), about)


def _about(soup: BeautifulSoup) -> dict[str, object]:
    about: dict[str, object] = {}
    for meta in soup.find_all("meta"):
        name = str(meta.get("name", "")).lower()
        if name in _FIELDS and meta.get("content"):
            about[name] = str(meta["content"])
    if "title" not in about and soup.title and soup.title.string:
        about["title"] = soup.title.string.strip()
    language = soup.html.get("lang") if soup.html else None
    if language and str(language)[:2] in ("en", "es"):
        about.setdefault("language", str(language)[:2])
    return about


def _is_hidden(tag: Tag) -> bool:
    if tag.decomposed:  # went with its parent
        return False
    style = str(tag.get("style", ""))
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(_HIDDEN.search(style))


def blocks_of(soup: Tag) -> list[Block]:
    """Headings, paragraphs, lists and table rows, in order; a list is told in one breath with what leads to it."""
    made: list[Block] = []
    for tag in soup.find_all(["ul", "ol", *_BLOCKS]):
        if tag.name in _HEADINGS:
            _add(made, "heading", _text(tag), _HEADINGS[tag.name])
        elif tag.name in ("ul", "ol"):
            if tag.find_parent(["ul", "ol"]) is None:
                _add_list(made, [_text(item) for item in tag.find_all("li")])
        elif tag.name == "tr":
            _add(made, "text", _row(tag))
        elif tag.find_parent(["ul", "ol", "table"]) is None and not tag.find([*_BLOCKS, "ul", "ol", "table"]):
            _add(made, "text", _text(tag))
    if not made and (text := _text(soup)):
        _add(made, "text", text)
    return made


def _text(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip().replace(" ,", ",").replace(" .", ".")


def _row(row: Tag) -> str:
    """ "Flu shot: $40" of a row; with a head of columns "Visit: physical; Price: $180"."""
    cells = [_text(cell) for cell in row.find_all("td")]
    table = row.find_parent("table")
    if not cells or table is None:
        return ""
    heads = [_text(head) for head in table.find_all("th")]
    if len(heads) == len(cells):
        cells = [f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True)]
        return "; ".join(cells) + "."
    return f"{cells[0]}: {', '.join(cells[1:])}." if len(cells) > 1 else cells[0]


def _add(made: list[Block], kind: str, text: str, level: int = 0) -> None:
    if text:
        made.append(Block.model_validate({"kind": kind, "text": text, "level": level}))


def _add_list(made: list[Block], items: list[str]) -> None:
    """ "Bring:" and three items become one sentence; items that are sentences stay sentences."""
    items = [item for item in items if item]
    if not items:
        return
    whole = all(item.endswith((".", "!", "?")) for item in items)
    told = " ".join(items) if whole else "; ".join(item.rstrip(".;,") for item in items) + "."
    if made and made[-1].kind == "text" and made[-1].text.endswith(":"):
        made[-1] = made[-1].model_copy(update={"text": f"{made[-1].text} {told}"})
    else:
        _add(made, "list", told)
