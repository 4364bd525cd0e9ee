"""Calls that a customer has opened to us beside FHIR, such as CancelAppointment: an address and a body, from a YAML file.

Epic offers no FHIR write for cancelling and moving. Where the customer licenses its own web service for that, the file
that FRONTDESK_EHR_CALLS names says how it is called; see docs/operator/vendors/epic.md.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from clinic.errors import InvalidConfiguration

Configurable = Literal["cancel_appointment", "reschedule_appointment"]
VALUES = frozenset({"patient", "appointment", "csn", "reason", "start", "practitioner", "location"})
"""What a body may hold in braces. FHIR ids of patient, appointment, practitioner and location; `csn` is the
appointment's contact serial number; `reason` in the patient's words; `start` the new start in UTC (moves only)."""
_PLACE = re.compile(r"\{(\w+)\}")


class ConfiguredCall(BaseModel):
    """One call: POST `body` as JSON to `url`, with our token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://")
    body: dict[str, Any]

    def filled(self, values: Mapping[str, str]) -> dict[str, Any]:
        """The body with the values in their places; one that is not known stays empty."""
        filled = _filled(self.body, values)
        assert isinstance(filled, dict)
        return filled


_FILE = TypeAdapter(dict[Configurable, ConfiguredCall])


def read_calls(path: Path, ehr_url: str) -> dict[Configurable, ConfiguredCall]:
    """The calls of the file. Raises InvalidConfiguration, which says what to change.

    They must be on the EHR's own server: our token is shown to nobody else.
    """
    try:
        calls = _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidConfiguration(
            f"FRONTDESK_EHR_CALLS: {path} cannot be read ({error.strerror})."
        ) from None
    except (yaml.YAMLError, ValidationError) as error:
        found = (
            error.errors(include_input=False, include_url=False) if isinstance(error, ValidationError) else []
        )
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
        raise InvalidConfiguration(f"FRONTDESK_EHR_CALLS: {path} {where or 'is no YAML'}.") from None
    for operation, call in calls.items():
        if urlsplit(call.url)[:2] != urlsplit(ehr_url)[:2]:
            raise InvalidConfiguration(
                f"FRONTDESK_EHR_CALLS: {operation}.url is not on the server of FRONTDESK_EHR_URL."
            )
        if unknown := sorted(_places(call.body) - VALUES):
            raise InvalidConfiguration(
                f"FRONTDESK_EHR_CALLS: {operation}.body names {{{unknown[0]}}}; there are {', '.join(sorted(VALUES))}."
            )
    return calls


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(each, values) for name, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, values) for each in part]
    if isinstance(part, str):
        return _PLACE.sub(lambda place: values.get(place[1], ""), part)
    return part


def _places(part: Any) -> set[str]:
    if isinstance(part, dict):
        return {name for each in part.values() for name in _places(each)}
    if isinstance(part, list):
        return {name for each in part for name in _places(each)}
    return set(_PLACE.findall(part)) if isinstance(part, str) else set()
