"""docs/operator/refills.md says what the protocol does: rules, classes and their figures, examples, the demo's cases."""

import re
from pathlib import Path
from typing import get_args

import pytest

from clinic.names import fold
from clinic.refills import Rule
from clinic.refills.weights import DOCS, WEIGHTS
from clinic.settings import parse_clinic
from clinic.settings.refills import Refills
from demo import CLINIC_FOLDER
from demo.refill_charts import REFILL_CASES

GUIDE = (Path(__file__).parents[3] / DOCS).read_text(encoding="utf-8")
PROTOCOL = Refills()
SAID = {"approve": "approve", "see_first": "see first", "review": "review", "urgent": "urgent"}


def rows(first_cell: str) -> list[list[str]]:
    """The rows of the table whose head begins with this cell."""
    table = GUIDE.partition(f"| {first_cell} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_every_rule_has_its_place_and_the_weight_that_the_guide_says() -> None:
    told = {}
    for cells in rows("rule"):
        found = re.fullmatch(r'<a id="(\w+)"></a>`(\w+)`', cells[0])
        assert found is not None, cells[0]
        assert found[1] == found[2]
        told[found[1]] = cells[2]
    assert list(told) == list(WEIGHTS)
    assert set(told) == set(get_args(Rule))
    for rule, weight in WEIGHTS.items():
        assert told[rule].startswith(f"{SAID[weight.what]}, {weight.decides.replace('_', ' ')}"), rule
        assert ("no order" in told[rule]) is not weight.keeps_order, rule


def test_every_class_has_the_visit_that_the_guide_says() -> None:
    told = {name: cells[1] for cells in rows("class") for name in re.findall(r"`(\w+)`", cells[0])}
    assert told.keys() == PROTOCOL.classes.keys()
    for name, visit in told.items():
        assert visit in ("", f"{PROTOCOL.classes[name].visit.days} days")


def test_every_class_has_the_labs_and_limits_that_the_guide_says() -> None:
    told = {name: cells[2] for cells in rows("class") for name in re.findall(r"`(\w+)`", cells[0])}
    for name, rules in PROTOCOL.classes.items():
        assert (
            not rules.labs
            or "as above" in told[name]
            or {need.within.days for need in rules.labs}
            <= set(map(int, re.findall(r"(\d+) days", told[name])))
        )
        limits = {f"{need.at_most:g}" for need in rules.labs if need.at_most is not None}
        assert limits <= set(re.findall(r"\d+", told[name])), name
        assert ("each time" in told[name]) is not rules.routine, name
        assert ("dangerous" in told[name]) is rules.keep_taking, name


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_examples_can_be_written_into_a_clinic(example: str) -> None:
    demo = (CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8")
    written, _, rest = demo.partition("\nrefills:")
    written += "\n" + rest[rest.index("\ninsurance:") :]
    assert parse_clinic(f"{written}\n{example}").refills != PROTOCOL


def test_the_numbers_that_the_example_names_are_the_defaults() -> None:
    (first, _) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    for name in ("adults_from", "used", "used_controlled", "bridge", "most_refills", "urgent_at"):
        (value,) = re.findall(rf"^  {name}: ([^#\n]+)", first, re.MULTILINE)
        default = getattr(PROTOCOL, name)
        assert value.strip() == str(list(default) if isinstance(default, tuple) else default)


def test_the_demos_cases_are_those_of_the_demo() -> None:
    told = [(case, fold(patient), medicine) for case, patient, medicine in rows("case")]
    assert [(case, medicine) for case, _, medicine in told] == [
        (each.case, each.medicine.name.split()[0].lower()) for each in REFILL_CASES
    ]
    for (_, patient, _), each in zip(told, REFILL_CASES, strict=True):
        assert patient.startswith(fold(each.person.full_name))
