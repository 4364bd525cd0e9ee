"""One request to the store and its answer, whether it came over HTTP or as an entry of a Bundle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from .outcomes import FhirProblem
from .versions import Stored

FHIR_JSON = "application/fhir+json; charset=utf-8"


@dataclass(slots=True)
class FhirRequest:
    """`path` is relative to the FHIR base, in segments; header names are lower case; `base` is the absolute
    FHIR base URL for links, without a trailing slash."""

    method: str
    path: tuple[str, ...]
    base: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    resource: Any = None
    """The body already parsed: set for Bundle entries."""
    new_id: str = ""
    """The id that a create must use, because other entries of its Bundle refer to it by then."""

    def json(self) -> Any:
        """The body as JSON. Raises FhirProblem 400 when it is none."""
        if self.resource is not None:
            return self.resource
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            where = f"line {error.lineno} column {error.colno}"
            raise FhirProblem(400, "structure", f"The body is not JSON: {error.msg} at {where}.") from None

    def preference(self, name: str) -> str:
        """A value of the Prefer header, such as `minimal` for `return`; "" when it is not given."""
        for part in self.headers.get("prefer", "").replace(";", ",").split(","):
            key, _, value = part.strip().partition("=")
            if key.lower() == name:
                return value.strip().strip('"')
        return ""


@dataclass(slots=True)
class FhirResponse:
    """An answer; `stored` is the version it speaks of, for ETag, Location and Bundle entries."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stored: Stored | None = None


def problem_response(problem: FhirProblem) -> FhirResponse:
    return FhirResponse(problem.status, orjson.dumps(problem.outcome()), problem.headers)
