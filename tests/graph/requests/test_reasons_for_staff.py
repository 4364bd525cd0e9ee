"""The words in which staff read why a request is before them."""

from pathlib import Path

import pytest
import yaml

import graph.requests.kinds as kinds
from graph.requests.kinds.reasons import reason

WORDS = yaml.safe_load((Path(kinds.__file__).parent / "reasons.yaml").read_text(encoding="utf-8"))
FACTS = {"missing": "to whom", "how": "is a sign of", "kind": "medical", "code": "ehr_unavailable"}


@pytest.mark.parametrize("rule", WORDS)
def test_a_reason_names_its_rule_and_holds_the_facts_that_it_needs(rule: str) -> None:
    said = reason(rule, **FACTS)
    needed = [value for name, value in FACTS.items() if f"{{{name}}}" in WORDS[rule]["text"]]
    assert (said.rule, said.source) == (rule, WORDS[rule].get("source", ""))
    assert all(value in said.text for value in needed)
    assert not set("{}") & set(said.text)


@pytest.mark.parametrize(("rule", "facts"), [("because", FACTS), ("incomplete", {})])
def test_a_rule_without_words_and_a_missing_fact_are_not_passed_over(
    rule: str, facts: dict[str, str]
) -> None:
    with pytest.raises(KeyError):
        reason(rule, **facts)
