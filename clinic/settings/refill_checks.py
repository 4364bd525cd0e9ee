"""What must fit together in clinic.yaml `refills`: labs and classes that are named, and who signed a standing order."""

from collections.abc import Iterator, Mapping
from typing import Any

from clinic.settings.explain import similar
from clinic.settings.refill_defaults import CLASSES, LABS
from clinic.settings.source import Finding, Path

_NEVER_STANDING = frozenset({"controlled", "benzodiazepine"})


def check_refills(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Works on the data as written, so that a mistake elsewhere does not hide these."""
    refills = _section(data, "refills")
    written = _section(refills, "classes")
    classes = {key: {**CLASSES.get(key, {}), **_section(written, key)} for key in (*CLASSES, *written)}
    yield from _labs(refills)
    for at, each in enumerate(_list(refills, "medicines")):
        yield from _known_class(each, "medicine_class", ("refills", "medicines", at), classes)
    for at, each in enumerate(_list(refills, "standing_orders")):
        path = ("refills", "standing_orders", at)
        yield from _signer(each, path, _section(data, "clinicians"))
        for number, named in enumerate(_list(each, "classes")):
            yield from _standing(named, (*path, "classes", number), classes)


def _labs(refills: Mapping[str, Any]) -> Iterator[Finding]:
    known = list({**LABS, **_section(refills, "labs")})
    for key, rules in _section(refills, "classes").items():
        for at, need in enumerate(_list(rules, "labs")):
            named = need.get("lab") if isinstance(need, dict) else None
            if isinstance(named, str) and named not in known:
                path = ("refills", "classes", key, "labs", at, "lab")
                yield _unknown(named, path, known, "refills.labs")


def _known_class(each: Any, field: str, path: Path, classes: Mapping[str, Any]) -> Iterator[Finding]:
    named = each.get(field) if isinstance(each, dict) else None
    if isinstance(named, str) and named not in classes:
        yield _unknown(named, (*path, field), list(classes), "refills.classes")


def _signer(order: Any, path: Path, clinicians: Mapping[str, Any]) -> Iterator[Finding]:
    """A standing order is signed by a clinician of this clinic, under the number that is theirs."""
    npi = order.get("npi") if isinstance(order, dict) else None
    numbers = [each.get("npi") for each in clinicians.values() if isinstance(each, dict)]
    if isinstance(npi, str) and npi not in numbers:
        yield Finding(
            (*path, "npi"),
            f"'{npi}' is the NPI of none of the clinic's clinicians",
            "that of the one who signed, as under clinicians",
        )


def _standing(named: Any, path: Path, classes: Mapping[str, dict[str, Any]]) -> Iterator[Finding]:
    if not isinstance(named, str):
        return
    if named not in classes:
        yield _unknown(named, path, list(classes), "refills.classes")
    elif named in _NEVER_STANDING or classes[named].get("routine", True) is False:
        yield Finding(
            path,
            f"'{named}' is decided by a clinician each time",
            "leave it out, or review the class before you make it routine",
        )


def _unknown(named: str, path: Path, known: list[str], where: str) -> Finding:
    meant = similar(named, known)
    return Finding(
        path,
        f"there is no '{named}' under {where}",
        f"did you mean '{meant}'?" if meant else f"known: {', '.join(sorted(known))}",
    )


def _section(data: Any, name: str) -> dict[str, Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _list(data: Any, name: str) -> list[Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []
