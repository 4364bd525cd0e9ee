"""The tables of the refill protocol (tests/clinic/refills/*.yaml): each case as facts, and what is recommended for it."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from clinic.refills import Recommendation, RefillFacts, Told, recommend
from clinic.settings.refills import Refills

_HERE = Path(__file__).parents[1] / "clinic" / "refills"
_BASE: dict[str, Any] = yaml.safe_load((_HERE / "base.yaml").read_text(encoding="utf-8"))
TODAY: date = _BASE["today"]
CASES: list[tuple[str, dict[str, Any]]] = [
    (f"{file.stem}: {case['it']}", case)
    for file in sorted(_HERE.glob("cases_*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def recommended(case: dict[str, Any]) -> tuple[Recommendation, ...]:
    """What the protocol says: the base patient's request for the base order, but for what the case changes."""
    told = case.get("told", {"medicines": [{"prescription_id": "order"}]})
    return recommend(
        Refills.model_validate(case.get("protocol", {})),
        _facts(case),
        Told.model_validate(told),
        case.get("today", TODAY),
        case.get("already_asked", ()),
    )


def _facts(case: dict[str, Any]) -> RefillFacts:
    """`order` changes fields of the prescription, `also` adds others like it, `facts` replaces whole parts."""
    order = {**_BASE["order"], **case.get("order", {})}
    others = [{**_BASE["order"], **each} for each in case.get("also", ())]
    return RefillFacts.model_validate(
        {**_BASE["facts"], "prescriptions": [order, *others], **case.get("facts", {})}
    )


BASE = _facts({})
"""The facts of a patient for whom every rule of the default protocol is met."""
