"""What all sections of clinic.yaml share."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from clinic.settings.notation import parse_duration

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Duration = Annotated[timedelta, BeforeValidator(parse_duration, json_schema_input_type=str)]
"""In YAML "15m", "24h", "60d" or "1h30m"."""


class Section(BaseModel):
    """A part of clinic.yaml: frozen, and a field it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
