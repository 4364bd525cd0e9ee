"""Errors that Frontdesk raises on purpose: each has a code for programs and says what to do."""


class FrontdeskError(Exception):
    """Something the caller can act on.

    `code` is stable and lower_snake_case; `message` is a sentence for a person, free of patient data;
    `status` is the HTTP status it maps to at the edge.
    """

    code = "internal_error"
    status = 500

    def __init__(self, message: str, *, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.status = status or self.status


class InvalidConfiguration(FrontdeskError):
    """A setting, clinic.yaml or an environment variable cannot be used as it is."""

    code = "invalid_configuration"
    status = 500
