"""The identification suite: seeded, honest about what it measures, and nobody is taken for somebody else."""

from evals.identification.pairs import pairs, split
from evals.identification.population import of_the_demo, town
from evals.identification.suite import measured, run_identification
from evals.report import Case


async def test_nobody_is_taken_for_somebody_else_and_nearly_everybody_is_found() -> None:
    report = await run_identification(demo_pairs=150, town_size=600, town_pairs=150)
    assert report.metrics["wrong.count"] == 0
    assert report.metrics["found"] >= 95
    assert report.metrics["found.n"] > 200
    assert report.metrics["strangers.not_found"] == 100
    assert report.all_gates_met


def test_the_same_seed_makes_the_same_callers() -> None:
    one, other = (pairs(*split(town(300, 7), 7), 50, 7) for _ in range(2))
    assert one == other
    assert pairs(*split(town(300, 8), 8), 50, 8) != one


def test_callers_slip_and_some_are_strangers() -> None:
    made = pairs(*split(of_the_demo(), 2), 600, 2)
    assert {pair.label for pair in made} == {"somebody", "stranger", "unclear"}
    assert 0.3 < sum(not pair.slips for pair in made) / len(made) < 0.5
    assert {slip.split()[0] for pair in made for slip in pair.slips} >= {
        "given",
        "family",
        "birthday",
        "phone",
    }


def test_a_wrong_find_is_counted_whoever_had_to_be_found() -> None:
    def case(got: str, label: str, passed: bool) -> Case:
        return Case(id=got, tags=["identification", "demo", label, got], passed=passed)

    cases = [
        case("right", "somebody", True),
        case("wrong", "somebody", False),
        case("wrong", "stranger", False),
    ]
    metrics = measured(cases)
    assert metrics["wrong.count"] == 2
    assert metrics["found"] == 50
    assert metrics["strangers.not_found"] == 0
