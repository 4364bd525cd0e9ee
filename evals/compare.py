"""What got better or worse between two runs, and whether that is noise."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

from evals.report import Report

SURE = 0.05
"""Below this chance of a coincidence a difference is not called noise."""


@dataclass(frozen=True)
class Change:
    """One measure in two runs: its value, the cases `fixed` and `broken`, and the chance that it is a coincidence."""

    measure: str
    before: float
    after: float
    fixed: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def chance(self) -> float:
        return sign_test(len(self.fixed), len(self.broken))


def sign_test(fixed: int, broken: int) -> float:
    """Chance of a split at least this uneven among the cases that changed, were either way as likely (two-sided)."""
    changed, fewer = fixed + broken, min(fixed, broken)
    as_uneven: int = 2 * sum(comb(changed, k) for k in range(fewer + 1))
    return min(1.0, as_uneven / float(2**changed))


def changes(before: Report, after: Report) -> list[Change]:
    """Measures that both runs have and that differ, in value or in the cases that pass."""
    was, now = _passed(before), _passed(after)
    found = []
    for measure in sorted({key[0] for key in was} & {key[0] for key in now}):
        both = sorted(key for key in was.keys() & now.keys() if key[0] == measure)
        fixed = tuple(case for _, case in both if now[measure, case] and not was[measure, case])
        broken = tuple(case for _, case in both if was[measure, case] and not now[measure, case])
        values = before.metrics.get(measure, 0.0), after.metrics.get(measure, 0.0)
        if fixed or broken or values[0] != values[1]:
            found.append(Change(measure, *values, fixed, broken))
    return found


def told(before: Report, after: Report) -> Iterator[str]:
    yield f"{before.build} of {before.started:%Y-%m-%d %H:%M} -> {after.build} of {after.started:%Y-%m-%d %H:%M}"
    found = changes(before, after)
    if not found:
        yield "No case differs."
    for change in found:
        verdict = (
            "noise"
            if change.chance > SURE
            else "better"
            if len(change.fixed) > len(change.broken)
            else "WORSE"
        )
        yield (
            f"{verdict:<6} {change.measure:<32} {change.before:g} -> {change.after:g}  "
            f"fixed {len(change.fixed)}, broken {len(change.broken)}, chance {change.chance:.2g}"
        )
        if change.broken:
            yield f"       broken: {', '.join(change.broken[:5])}{' …' if len(change.broken) > 5 else ''}"
    yield from _gates_that_turned(before, after)


def _gates_that_turned(before: Report, after: Report) -> Iterator[str]:
    was = {gate.name: gate.met for gate in before.gates}
    for gate in after.gates:
        if was.get(gate.name, gate.met) != gate.met:
            yield f"gate {gate.name} is {'now met' if gate.met else 'NO LONGER MET'}: {gate.value:g}, aim {gate.aim}"


def _passed(report: Report) -> dict[tuple[str, str], bool]:
    return {(case.tags[0], case.id): case.passed for case in report.cases}
