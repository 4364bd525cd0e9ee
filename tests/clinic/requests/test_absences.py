"""Who sees to a request while people are away."""

import pytest

from clinic.requests import KindRules
from clinic.requests.absences import Colleague, nobody_left, seen_to_by

RULES = KindRules(decide=("nurse",), escalate_to="clinician")
AVERY = Colleague(id="avery", role="nurse")
BLAIR = Colleague(id="blair", role="nurse")
OSEI = Colleague(id="osei", role="clinician")
RILEY = Colleague(id="riley", role="manager")


def away(who: Colleague, covered_by: str) -> Colleague:
    return who.model_copy(update={"covered_by": covered_by})


@pytest.mark.parametrize(
    ("to", "people", "expected"),
    [
        ("avery", [AVERY], "avery"),
        ("nurse", [AVERY, BLAIR], "nurse"),
        ("clinician", [AVERY], "clinician"),  # a program decides for a role without accounts
        ("avery", [away(AVERY, "blair"), BLAIR], "blair"),
        ("avery", [away(AVERY, "clinician"), OSEI], "clinician"),
        ("avery", [away(AVERY, "blair"), away(BLAIR, "osei"), OSEI], "osei"),
        ("avery", [away(AVERY, "blair"), away(BLAIR, "avery"), OSEI], "clinician"),  # nobody is left
        ("avery", [away(AVERY, "blair"), away(BLAIR, "avery"), Colleague(id="c", role="nurse")], "nurse"),
        ("nurse", [away(AVERY, "osei"), OSEI], "clinician"),
        ("nurse", [away(AVERY, "osei"), away(OSEI, "riley"), RILEY], "manager"),
        ("nurse", [away(AVERY, "x"), away(OSEI, "x"), away(RILEY, "x")], "nurse"),  # it stays, and is late
        ("avery", [AVERY.model_copy(update={"gone": True}), BLAIR], "nurse"),
        ("s_unknown", [AVERY], "s_unknown"),
    ],
)
def test_it_goes_to_whoever_is_here(to: str, people: list[Colleague], expected: str) -> None:
    assert seen_to_by(to, RULES, people) == expected


def test_a_role_without_accounts_is_not_one_of_which_nobody_is_left() -> None:
    assert not nobody_left(("manager",), [away(AVERY, "blair")])
    assert nobody_left(("nurse", "clinician"), [away(AVERY, "x"), away(OSEI, "x"), RILEY])
