"""References inside resources: finds them, makes them relative, replaces what a transaction resolves."""

from collections.abc import Callable, Iterator
from typing import Any


def references(element: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every `reference` in a resource with the place it stands at, such as `Slot.schedule`."""
    if isinstance(element, dict):
        for name, child in element.items():
            if name == "reference" and isinstance(child, str):
                yield child, path
            elif isinstance(child, dict | list):
                yield from references(child, f"{path}.{name}")
    elif isinstance(element, list):
        for index, child in enumerate(element):
            if isinstance(child, dict | list):
                yield from references(child, f"{path}[{index}]")


def rewrite(element: Any, replace: Callable[[str], str]) -> None:
    """Pass every `reference` in a resource through `replace`, in place."""
    if isinstance(element, dict):
        for name, child in element.items():
            if name == "reference" and isinstance(child, str):
                element[name] = replace(child)
            elif isinstance(child, dict | list):
                rewrite(child, replace)
    elif isinstance(element, list):
        for child in element:
            if isinstance(child, dict | list):
                rewrite(child, replace)


def relative_to(base: str) -> Callable[[str], str]:
    """A `replace` that makes absolute references to this server relative, so that one thing has one name."""
    prefix = base + "/"

    def replace(reference: str) -> str:
        return reference.removeprefix(prefix)

    return replace
