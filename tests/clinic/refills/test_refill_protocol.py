"""The refill protocol case by case (*.yaml): what is recommended, who decides, which rules spoke, with which figures."""

from typing import Any

import pytest
from refill_cases import CASES, recommended

from clinic.refills import Recommendation


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES])
def test_the_protocol_recommends(case: dict[str, Any]) -> None:
    found = recommended(case)
    assert [_told(each, wanted) for each, wanted in zip(found, case["then"], strict=True)] == case["then"]


def _told(recommendation: Recommendation, wanted: dict[str, Any]) -> dict[str, Any]:
    """The recommendation in the words of the table, with those particulars that the case names."""
    said = recommendation.model_dump(mode="json")
    figures = {each["rule"]: each["figures"] for each in said["reasons"]}
    told = {
        "medicine": said["medicine"],
        "what": said["what"],
        "by": said["decides"],
        "rules": [each["rule"] for each in said["reasons"]],
        "figures": {rule: figures.get(rule) for rule in wanted.get("figures", {})},
        "order": said["order"] and {name: said["order"][name] for name in wanted.get("order") or {}},
        "hurry": said["hurry"],
        "not_computed": [f"{each['figure']}: {each['why']}" for each in said["not_computed"]],
    }
    return {name: told[name] for name in wanted}
