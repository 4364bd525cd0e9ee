"""The `scheduling.overbooking` section of clinic.yaml: visits that people book beside those that hold a time already."""

from typing import Annotated, Literal

from pydantic import Field

from clinic.settings.section import Key, Section

PerHalfDay = Annotated[int, Field(ge=0, le=20)]
"""Visits of a clinician before noon, or from noon on, of one local day."""


class Overbooking(Section):
    """Off unless `per_half_day` says otherwise. Never offered to patients: a person decides each (clinic.overbooking)."""

    per_half_day: PerHalfDay = 0
    """Visits that a clinician's half-day at a site takes beyond its times; 0: none."""
    per_time: Annotated[int, Field(ge=1, le=5)] = 1
    """Of these, how many at one and the same time."""
    visit_types: tuple[Key, ...] = ()
    """Kinds of visits that may be booked so; empty means every kind."""
    days: Literal["today", "any"] = "today"
    """`today`: what cannot wait; `any`: as far ahead as the calendar goes."""
