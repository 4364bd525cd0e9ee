"""The clinic's folder of documents: what lies in it now, read again only where a file was written anew."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.documents import Document, Problem
from knowledge.reading import MOST_BYTES, READERS, Unreadable, read_document

Stamp = tuple[int, int, int]
"""What tells one writing of a file from another: time, size, inode."""
BESIDE = ".yaml"
"""Front matter of a file that has none inside (PDF, DOCX) stands beside it: "prices.pdf.yaml"."""


class Folder:
    """Files are looked at, never watched: that works on every file system, shared ones included."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self.path = path
        self._zone = zone
        self._seen: dict[str, tuple[Stamp, Document | Problem]] = {}

    def changed(self) -> bool:
        """Read what is new or written anew; whether that changed anything. Some 1 ms for a hundred files."""
        stamps = dict(self._stamps())
        if {name: stamp for name, (stamp, _) in self._seen.items()} == stamps:
            return False
        seen: dict[str, tuple[Stamp, Document | Problem]] = {}
        for name, stamp in stamps.items():
            before = self._seen.get(name)
            seen[name] = before if before and before[0] == stamp else (stamp, self._read(name))
        self._seen = seen
        return True

    @property
    def documents(self) -> list[Document]:
        return [found for _, found in self._seen.values() if isinstance(found, Document)]

    @property
    def problems(self) -> list[Problem]:
        return [found for _, found in self._seen.values() if isinstance(found, Problem)]

    def _stamps(self) -> Iterator[tuple[str, Stamp]]:
        if not self.path.is_dir():
            return
        for file in sorted(self.path.rglob("*")):
            if file.suffix.lower() not in READERS or file.name.startswith((".", "~", "_")):
                continue
            try:
                found = [file.stat(), *(each.stat() for each in [_beside(file)] if each.is_file())]
            except OSError:  # gone meanwhile
                continue
            newest = max(each.st_mtime_ns for each in found)
            yield (
                file.relative_to(self.path).as_posix(),
                (newest, sum(each.st_size for each in found), found[0].st_ino),
            )

    def _read(self, name: str) -> Document | Problem:
        """A file that cannot be read is not in use: what its last version said may hold no longer."""
        file = self.path / name
        try:
            if file.is_symlink() or file.stat().st_size > MOST_BYTES:
                raise Unreadable("The file is a link, or too large: put a smaller copy here.")
            beside = _beside(file)
            written = datetime.fromtimestamp(file.stat().st_mtime, self._zone).date()
            return read_document(
                name, file.read_bytes(), beside=beside.read_bytes() if beside.is_file() else b"", on=written
            )
        except Unreadable as error:
            return Problem(source=name, code=error.code, message=error.message)
        except OSError as error:
            return Problem(
                source=name, code="file_unreadable", message=f"{error.strerror}: look at its rights."
            )


def _beside(file: Path) -> Path:
    return file.with_name(file.name + BESIDE)
