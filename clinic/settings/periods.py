"""Opening hours as clinic.yaml writes them: weekdays with one or several periods each."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from clinic.settings.notation import parse_period
from clinic.settings.section import Section

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class OpenPeriod(Section):
    """Open from `start` to `end` local time, `end` excluded."""

    start: time
    end: time

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:
        return parse_period(written) if isinstance(written, str) else written


def _one_or_many(written: Any) -> Any:
    """A day with a single period may be written without a list."""
    return [written] if isinstance(written, str) else written


Periods = Annotated[
    tuple[OpenPeriod, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | tuple[OpenPeriod, ...])
]
