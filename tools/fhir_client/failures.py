"""How a FHIR call can fail, told apart by what the caller may do next. No message holds patient data."""

from collections.abc import Mapping

from clinic.errors import FrontdeskError


class FhirFailure(FrontdeskError):
    """A FHIR server did not do what was asked. `retry_after` is in seconds, None when none was named."""

    code = "ehr_failure"
    status = 502

    def __init__(
        self, message: str, *, http_status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.retry_after = retry_after


class NotFound(FhirFailure):
    """There is no such resource, or it was deleted (404, 410)."""

    code = "not_found"
    status = 404


class VersionConflict(FhirFailure):
    """Somebody else was faster (409, 412, and 422 on a Slot). Nothing was written."""

    code = "changed_meanwhile"
    status = 409


class Rejected(FhirFailure):
    """The server refuses the request as it is (other 4xx). Nothing was written; a second try fails too."""

    code = "ehr_rejected"


class EhrUnavailable(FhirFailure):
    """The server cannot be reached, is overloaded or refuses our credentials. Nothing was written."""

    code = "ehr_unavailable"
    status = 503


class Unauthorized(EhrUnavailable):
    """Our credentials are refused, or we have none to show (401, 403). It lasts until somebody changes something."""


class LostAnswer(FhirFailure):
    """A write was sent and no usable answer came back: it may have taken effect. Read back, never resend."""

    code = "answer_lost"
    status = 504


def failure_of(
    status: int, headers: Mapping[str, str], *, operation: str, resource_type: str, writes: bool
) -> FhirFailure:
    """The failure that an HTTP status of 400 or more stands for."""
    message = f"The EHR answered {status} to {operation} {resource_type}."
    if status in (404, 410):
        return NotFound(message, http_status=status)
    if status in (409, 412) or (status == 422 and resource_type == "Slot"):
        return VersionConflict(message, http_status=status)
    if status in (401, 403):
        why = "it does not accept our token" if status == 401 else "our token's scopes do not cover it"
        return Unauthorized(f"{message[:-1]}: {why}. See frontdesk doctor.", http_status=status)
    if status in (429, 503):
        return EhrUnavailable(message, http_status=status, retry_after=seconds_of(headers))
    if status >= 500:
        return (
            LostAnswer(message, http_status=status) if writes else EhrUnavailable(message, http_status=status)
        )
    return Rejected(message, http_status=status)


def seconds_of(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds. Its date form is rare and needs the server's clock: it counts as not given."""
    header = headers.get("retry-after")
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
