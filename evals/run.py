"""A run of a suite: begun, and reported on with its gates judged."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Self

from evals.gates import judge_gates
from evals.report import Case, Report, build_name


@dataclass(frozen=True)
class Run:
    suite: str
    started: datetime
    begun: float
    """Of perf_counter, seconds."""

    @classmethod
    def begin(cls, suite: str) -> Self:
        return cls(suite, datetime.now(UTC), perf_counter())

    def report(self, cases: list[Case], metrics: dict[str, float]) -> Report:
        failed = sum(not case.passed for case in cases)
        return Report(
            suite=self.suite,
            build=build_name(),
            started=self.started,
            seconds=round(perf_counter() - self.begun, 2),
            passed=len(cases) - failed,
            failed=failed,
            metrics=metrics,
            gates=judge_gates(self.suite, metrics),
            cases=cases,
        )
