"""The refill protocol case by case (*.yaml): what is recommended, who decides, which rules spoke, with which figures."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from clinic.refills import RefillFacts, Told, recommend
from clinic.settings.refills import Refills

HERE = Path(__file__).parent
BASE: dict[str, Any] = yaml.safe_load((HERE / "base.yaml").read_text())
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['it']}")
    for file in sorted(HERE.glob("cases_*.yaml"))
    for case in yaml.safe_load(file.read_text())
]


def facts_of(case: dict[str, Any]) -> RefillFacts:
    """The base patient with what the case changes: `order` the prescription, everything else whole parts."""
    order = {**BASE["order"], **case.get("order", {})}
    parts = {**BASE["facts"], "prescriptions": [order], **case.get("facts", {})}
    if "also" in case:
        parts["prescriptions"] = [order, *({**BASE["order"], **each} for each in case["also"])]
    return RefillFacts.model_validate(parts, strict=False)


@pytest.mark.parametrize("case", CASES)
def test_the_protocol_recommends(case: dict[str, Any]) -> None:
    protocol = Refills.model_validate(case.get("protocol", {}))
    told = Told.model_validate(case.get("told", {"medicines": [{"prescription_id": "order"}]}))
    today = case.get("today", BASE["today"])
    assert isinstance(today, date)
    found = recommend(protocol, facts_of(case), told, today, case.get("already_asked", ()))
    assert [_summary(each, wanted) for each, wanted in zip(found, case["then"], strict=True)] == case["then"]


def _summary(recommendation: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """The recommendation in the words of the table, with those particulars that the case names."""
    said = recommendation.model_dump(mode="json")
    figures = {each["rule"]: each["figures"] for each in said["reasons"]}
    order = said["order"] and {name: said["order"][name] for name in wanted.get("order") or {}}
    told = {
        "medicine": said["medicine"],
        "what": said["what"],
        "by": said["decides"],
        "rules": [each["rule"] for each in said["reasons"]],
        "figures": {rule: figures.get(rule) for rule in wanted.get("figures", {})},
        "order": order,
        "hurry": said["hurry"],
        "not_computed": [f"{each['figure']}: {each['why']}" for each in said["not_computed"]],
    }
    return {name: told[name] for name in wanted}
