"""Where a practice's athenaOne is reached, and as whom."""

from dataclasses import dataclass, field

PRODUCTION = "https://api.platform.athenahealth.com"
PREVIEW = "https://api.preview.platform.athenahealth.com"
SCOPE = "athena/service/Athenanet.MDP.*"
"""The REST interface as a whole (docs.athenahealth.com/api/guides/authentication-and-url-locations)."""


@dataclass(frozen=True)
class AthenahealthAccess:
    """`base_url` is the platform's address without path; `practice_id` is athenahealth's number of the practice."""

    base_url: str
    practice_id: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = SCOPE

    @property
    def token_url(self) -> str:
        return f"{self.base_url.rstrip('/')}/oauth2/v1/token"

    @property
    def rest_url(self) -> str:
        return f"{self.base_url.rstrip('/')}/v1/{self.practice_id}"
