"""Figures with their aims, and the report that programs read (contracts: "Reports for programs")."""

import os
import platform
from statistics import median, quantiles
from typing import Literal

from pydantic import BaseModel


class Figure(BaseModel):
    """One measured number. `aim` is a sentence such as "<= 25"; `beside` holds what was measured in the same run."""

    name: str
    value: float
    unit: str
    aim: str | None = None
    met: bool | None = None
    beside: dict[str, float] = {}


class Report(BaseModel):
    machine: str
    figures: list[Figure]


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    beside: dict[str, float] | None = None,
) -> Figure:
    """A figure judged against its aim."""
    aim: str | None = None
    met: bool | None = None
    if at_most is not None:
        aim, met = f"<= {at_most:g}", value <= at_most
    elif at_least is not None:
        aim, met = f">= {at_least:g}", value >= at_least
    rounded = {key: round(number, 2) for key, number in (beside or {}).items()}
    return Figure(name=name, value=round(value, 2), unit=unit, aim=aim, met=met, beside=rounded)


def percentile(values: list[float], percent: Literal[50, 95]) -> float:
    return median(values) if percent == 50 else quantiles(values, n=20, method="inclusive")[18]


def machine() -> str:
    """What the figures were measured on, in a line."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
