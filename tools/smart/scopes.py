"""SMART system scopes: which we ask for, and which of them a token does not hold."""

import re
from collections.abc import Iterable

from tools.fhir_client.needs import Interaction, Need

_LETTERS: dict[Interaction, str] = {"create": "c", "read": "r", "update": "u", "search-type": "s"}
_VERSION_1: dict[str, str] = {"*": "cruds", "read": "rs", "write": "cud"}
_SCOPE = re.compile(r"system/(?P<resource>\*|[A-Za-z]+)\.(?P<may>\*|read|write|c?r?u?d?s?)(?:\?.*)?")


def scopes_for(needs: Iterable[Need], *, version: int) -> str:
    """No more than the needs: `system/Slot.rus` in version 2, `system/Slot.read system/Slot.write` in version 1."""
    scopes: list[str] = []
    for need in needs:
        letters = _letters(need)
        if version == 2:
            scopes.append(f"system/{need.resource}.{letters}")
            continue
        scopes += [
            f"system/{need.resource}.{verb}"
            for verb in ("read", "write")
            if set(letters) & set(_VERSION_1[verb])
        ]
    return " ".join(scopes)


def missing_scopes(granted: str, needs: Iterable[Need]) -> list[str] | None:
    """Scopes (version 2) that the needs ask for and `granted`, in either version, does not hold.

    None when it holds no SMART system scope at all and cannot be judged: some servers name theirs in ways of their own.
    """
    held: dict[str, set[str]] = {}
    for scope in granted.split():
        if match := _SCOPE.fullmatch(scope):
            held.setdefault(match["resource"], set()).update(_VERSION_1.get(match["may"], match["may"]))
    if not held:
        return None
    everywhere = held.get("*", set())
    lacking = (
        (
            need.resource,
            [each for each in _letters(need) if each not in everywhere | held.get(need.resource, set())],
        )
        for need in needs
    )
    return [f"system/{resource}.{''.join(letters)}" for resource, letters in lacking if letters]


def _letters(need: Need) -> str:
    """In the order that version 2 prescribes: cruds."""
    wanted = {_LETTERS[each] for each in need.interactions}
    return "".join(letter for letter in "cruds" if letter in wanted)
