"""Errors as FHIR states them: every refusal is a FhirProblem, answered as an OperationOutcome."""

from collections.abc import Mapping, Sequence
from typing import Any


class FhirProblem(Exception):
    """A request that cannot be done: HTTP `status`, FHIR issue type `code`, and where in the resource.

    `expression` holds FHIRPath-like places such as `Appointment.participant[0].status`. `message` repeats no
    value of a resource, because outcomes end up in logs.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        expression: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.issues: list[dict[str, Any]] = [issue(code, message, expression)]
        self.headers = dict(headers or {})

    @classmethod
    def of_issues(cls, status: int, issues: list[dict[str, Any]]) -> "FhirProblem":
        """One refusal for several reasons, such as a resource with three invalid elements."""
        problem = cls(status, "invalid", "; ".join(str(each.get("diagnostics", "")) for each in issues))
        problem.issues = issues
        return problem

    def outcome(self) -> dict[str, Any]:
        """The OperationOutcome."""
        return {"resourceType": "OperationOutcome", "issue": self.issues}

    def inside(self, place: str) -> "FhirProblem":
        """The same problem, told as lying inside `place`, such as `Bundle.entry[3].resource`."""
        for each in self.issues:
            within = [f"{place} / {e}" for e in each.get("expression", ())] or [place]
            each["expression"] = within
        return self


def issue(code: str, message: str, expression: Sequence[str] = (), severity: str = "error") -> dict[str, Any]:
    """One OperationOutcome.issue."""
    told: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": message}
    if expression:
        told["expression"] = list(expression)
    return told


def information(message: str) -> dict[str, Any]:
    """An OperationOutcome that only informs, for `Prefer: return=OperationOutcome`."""
    return {"resourceType": "OperationOutcome", "issue": [issue("informational", message, (), "information")]}
