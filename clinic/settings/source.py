"""Reads YAML into plain data and remembers the line of every key, so that later checks can name it."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
"""Keys and list positions from the root of the file: ("sites", "main_street", "hours", "mon", 0)."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Place:
    """Line and column in the file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path, before it is tied to a line. `place` wins over the path's own place."""

    path: Path
    message: str
    suggestion: str = ""
    place: Place | None = None


@dataclass
class Source:
    """A YAML file as data, with the place of each path and what was wrong with the YAML itself."""

    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place_of(self, path: Path) -> Place:
        """The place of `path`, or of the nearest part around it that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read_source(text: str) -> Source:
    """Parse YAML. Never raises for its content: what cannot be read becomes a finding, and `data` None."""
    source = Source()
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is not None:
            source.data = _Reader(loader, source).read(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.findings.append(_broken(error.problem or str(error), _place(mark)))
    except yaml.YAMLError as error:
        source.findings.append(_broken(str(error).splitlines()[0], Place(1, 1)))
    finally:
        loader.dispose()
    return source


def _broken(what: str, place: Place) -> Finding:
    return Finding(
        (), f"this is not YAML: {what}", "check indentation, quotes and colons on this line", place
    )


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


class _Reader:
    """Builds plain data from nodes. Differs from YAML 1.1 where that surprises people: keys are always text,
    and 10:30 is not the number 630."""

    def __init__(self, loader: yaml.SafeLoader, source: Source) -> None:
        self._loader = loader
        self._source = source
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        if id(node) in self._open:
            self._source.findings.append(
                Finding(path, "an alias (*) stands inside what it repeats", "write it out")
            )
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self._entry(item, item, (*path, at)) for at, item in enumerate(node.value)]
            return self._scalar(node)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        seen: dict[Hashable, Place] = {}
        for key, _ in node.value:
            name, place = str(key.value), _place(key.start_mark)
            if name in seen and name != "<<":
                self._source.findings.append(
                    Finding(
                        (*path, name),
                        f"'{name}' is already there on line {seen[name].line}",
                        "keep one of the two",
                        place,
                    )
                )
            seen.setdefault(name, place)
        self._loader.flatten_mapping(node)
        return {str(key.value): self._entry(value, key, (*path, str(key.value))) for key, value in node.value}

    def _entry(self, node: yaml.Node, marked: yaml.Node, path: Path) -> Any:
        self._source.places.setdefault(path, _place(marked.start_mark))
        return self.read(node, path)

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _NUMBER_TAGS and ":" in node.value:
            return node.value
        try:
            return self._loader.construct_object(node)
        except ValueError:
            return node.value  # such as 2026-02-31: the field's own check says what is wrong with it
