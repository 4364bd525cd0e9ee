"""The aims that metrics are held against, as gates.yaml states them for each suite."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from evals.report import Gate


class Aim(BaseModel):
    """One of `at_least` and `at_most`, in the metric's own unit (percent, milliseconds, a count)."""

    model_config = ConfigDict(extra="forbid")

    metric: str
    at_least: float | None = None
    at_most: float | None = None

    def gate(self, value: float) -> Gate:
        if self.at_least is not None:
            return Gate(
                name=self.metric, value=value, aim=f">= {self.at_least:g}", met=value >= self.at_least
            )
        if self.at_most is not None:
            return Gate(name=self.metric, value=value, aim=f"<= {self.at_most:g}", met=value <= self.at_most)
        raise ValueError(f"gates.yaml: {self.metric} needs at_least or at_most")


@cache
def aims_of(suite: str) -> tuple[Aim, ...]:
    stated = yaml.safe_load(Path(__file__).with_name("gates.yaml").read_text(encoding="utf-8"))
    return tuple(Aim.model_validate(each) for each in stated[suite])


def judge_gates(suite: str, metrics: dict[str, float]) -> list[Gate]:
    """A gate for each aim whose metric was measured; see `unmeasured` for the others."""
    return [aim.gate(metrics[aim.metric]) for aim in aims_of(suite) if aim.metric in metrics]


def unmeasured(suite: str, metrics: dict[str, float]) -> list[str]:
    """Names of the aims for which this run had no data."""
    return [aim.metric for aim in aims_of(suite) if aim.metric not in metrics]
