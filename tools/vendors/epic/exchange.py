"""Epic's answers: refusals by the codes of their OperationOutcome, and writes that no second try is told apart from.

Codes: https://fhir.epic.com (Troubleshooting); captured in the CapabilityStatement repository api-evangelist/epic-systems
and in Penn-Medicine-CHCI/cobalt-api (FhirError).
"""

from collections.abc import Mapping
from typing import Any

import httpx

from tools.fhir_client import FhirFailure, NotFound, Rejected
from tools.fhir_client.exchange import Call
from tools.vendors.rest import Body, RestExchange

GONE = frozenset({"4102", "4103", "4107"})
"""Bad id, deleted, merged into another record."""
NO_CERTAIN_MATCH = frozenset({"59011", "59013"})
"""`$match` found several, or nobody surely: an answer, though Epic tells it with 400."""
REFERENCE_NOT_FOUND = "59144"
"""Of `$book`: the offer's id is no longer one."""
ELEMENT_MISSING = frozenset({"59108", "59111"})
"""Of Patient.Create: the organization requires an element that was not sent."""


class EpicRefusal(Rejected):
    """Refused, with Epic's codes. The message holds codes and no text: diagnostics may name a patient."""

    def __init__(self, message: str, codes: frozenset[str], http_status: int) -> None:
        super().__init__(message, http_status=http_status)
        self.codes = codes


class EpicExchange(RestExchange):
    def refusal(self, response: httpx.Response, body: Body | None, call: Call) -> FhirFailure | None:
        codes = outcome_codes(body or {})
        if call.does == "$match" and codes & NO_CERTAIN_MATCH:
            return None
        failure = super().refusal(response, body, call)
        if not isinstance(failure, Rejected):
            return failure
        if codes & GONE:
            return NotFound(failure.message, http_status=response.status_code)
        told = f"{failure.message} Epic's code: {', '.join(sorted(codes)) or 'none'}."
        return EpicRefusal(told, codes, response.status_code)


def outcome_codes(body: Mapping[str, Any]) -> frozenset[str]:
    """The codes of an OperationOutcome's issues."""
    if body.get("resourceType") != "OperationOutcome":
        return frozenset()
    return frozenset(
        str(coding["code"])
        for issue in body.get("issue", ())
        for coding in issue.get("details", {}).get("coding", ())
        if "code" in coding
    )
