"""The chat as browsers get it: one ES module, joined from server/web/widget when the service starts.

Sources are ES modules of their own that import each other by relative path; a name is declared in one of them only.
Joining leaves out imports, the word `export`, comments and indentation, and puts in the styles and the words as
constants. What is in the way of it is not written: " // " in a string, or a line that only looks like an import.
"""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256, sha384
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import yaml

SOURCES = Path(__file__).parent / "web" / "widget"
FIRST = "element.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";$')
_COMMENT = re.compile(r"^\s*(//|/\*\*|\*[ /])")
_REMARK = re.compile(r"\s+// .*$")


class WidgetModule(NamedTuple):
    """`integrity` is for the script tag (W3C Subresource Integrity); it stays the same until the software changes."""

    source: bytes
    zipped: bytes
    integrity: str
    etag: str


@cache
def widget_module() -> WidgetModule:
    head = f"/* Frontdesk {version('frontdesk')}, Apache-2.0 */"
    source = "\n".join([head, *_joined(FIRST, set())]).encode() + b"\n"
    return WidgetModule(
        source=source,
        zipped=gzip.compress(source, mtime=0),
        integrity=f"sha384-{b64encode(sha384(source).digest()).decode()}",
        etag=f'"{sha256(source).hexdigest()[:16]}"',
    )


def _joined(name: str, done: set[str]) -> Iterator[str]:
    """The lines of a module, with those of the modules that it imports before it; each module once."""
    if name in done:
        return
    done.add(name)
    own: list[str] = []
    for line in _source(name).splitlines():
        if imported := _IMPORT.fullmatch(line):
            yield from _joined(imported[1], done)
        elif line and not _COMMENT.match(line):
            own.append(_REMARK.sub("", line).strip().removeprefix("export "))
    yield from own


def _source(name: str) -> str:
    """A module's text; words and styles are made into one."""
    if name == "catalog.js":
        words = yaml.safe_load((SOURCES / "words.yaml").read_text(encoding="utf-8"))
        return f"const CATALOG = {json.dumps(words, ensure_ascii=False, separators=(',', ':'))};"
    if name == "styles.js":
        return f"const STYLES = {json.dumps(_plain_styles())};"
    return (SOURCES / name).read_text(encoding="utf-8")


def _plain_styles() -> str:
    styles = (SOURCES / "styles.css").read_text(encoding="utf-8")
    short = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL))
    return re.sub(r" ?([{};,]) ?", r"\1", short)
