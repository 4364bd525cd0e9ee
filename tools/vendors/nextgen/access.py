"""Where a NextGen Enterprise practice is reached, and as whom."""

from dataclasses import dataclass, field

PRODUCTION = "https://nativeapi.nextgen.com/nge/prod"


@dataclass(frozen=True)
class NextGenAccess:
    """`site_id` selects the installation and its database (production or test); the others are numbers within it."""

    base_url: str
    site_id: str
    enterprise_id: str
    practice_id: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def token_url(self) -> str:
        return f"{self.base_url.rstrip('/')}/nge-oauth/token"

    @property
    def api_url(self) -> str:
        return f"{self.base_url.rstrip('/')}/nge-api/api"
