"""Settings from the environment and `.env`, checked as a whole before anything starts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from clinic.errors import InvalidConfiguration

Mode = Literal["demo", "production"]
EhrVendor = Literal["fhir", "epic", "athenahealth", "nextgen"]
SHORTEST_SECRET = 32
"""Characters; 32 random ones hold more than 128 bit in any usual alphabet."""
WELL_KNOWN_SECRETS = frozenset({"change-me", "changeme", "secret", "password", "frontdesk"})

NOT_YET = {
    "redis_url": "several processes; one serves now",
    "encryption_keys": "encryption at rest; encrypt the disk for now",
}
"""Settings of features to come: refused, so that nobody relies on what is not there."""
NEEDED_BY: dict[str, tuple[str, ...]] = {
    "athenahealth": ("ehr_client_id", "ehr_client_secret", "ehr_practice_id"),
    "nextgen": (
        "ehr_client_id",
        "ehr_client_secret",
        "ehr_site_id",
        "ehr_enterprise_id",
        "ehr_practice_id",
    ),
}
"""What vendors that know no SMART Backend Services want beside FRONTDESK_EHR_URL."""


def _without_trailing_slash(url: str) -> str:
    return url.rstrip("/")


Url = Annotated[str, Field(pattern=r"^https?://"), AfterValidator(_without_trailing_slash)]


class Settings(BaseSettings):
    """How this process runs. Environment names are the field names in capitals behind `FRONTDESK_`."""

    model_config = SettingsConfigDict(
        env_prefix="FRONTDESK_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    mode: Mode = "production"
    clinic: Path | None = None
    """Folder with clinic.yaml; None is the demo clinic."""
    data_dir: Path = Path("data")
    database_url: str | None = None
    checkpoint_url: str | None = None
    redis_url: str | None = None
    chroma_url: Url | None = None
    """A chromadb server for the vectors of the clinic's documents; None keeps them in `data_dir`."""
    ehr_url: Url | None = None
    ehr_vendor: EhrVendor = "fhir"
    ehr_client_id: str | None = None
    """With `ehr_key_file`: tokens are obtained by SMART Backend Services."""
    ehr_key_file: Path | None = None
    """PEM, JWK or JWK Set; read again whenever a token is asked for."""
    ehr_scopes: str | None = None
    """Scopes to ask for, where a server wants others than those that we need."""
    ehr_token: SecretStr | None = None
    """A static bearer token, for development and for `ehr_mcp_url`."""
    ehr_calls: Path | None = None
    """Epic: YAML of the customer's own calls for what FHIR cannot write there."""
    ehr_client_secret: SecretStr | None = None
    """athenahealth, NextGen: the other half of `ehr_client_id`."""
    ehr_practice_id: str | None = None
    ehr_site_id: str | None = None
    """NextGen: selects the installation, and test or production."""
    ehr_enterprise_id: str | None = None
    ehr_mcp_url: Url | None = None
    llm_model: str | None = None
    llm_timeout: Annotated[float, Field(gt=0, le=60)] = 4.0
    """Seconds before local understanding answers instead."""
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: Url | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    twilio_account_sid: str | None = Field(default=None, validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr | None = Field(default=None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_auth_token_secondary: SecretStr | None = Field(
        default=None, validation_alias="TWILIO_AUTH_TOKEN_SECONDARY"
    )
    """While the auth token is rotated: signatures made with either are accepted; calls use `twilio_auth_token`."""
    twilio_base_url: Url | None = None
    """Of a stand-in for api.twilio.com."""
    public_url: Url | None = None
    clock: AwareDatetime | None = None
    """A fixed start instant; demo mode only."""
    secret_key: SecretStr | None = None
    service_token: SecretStr | None = None
    """Opens /mcp and the staff API to programs; made up in demo mode, closed when missing in production."""
    oidc_issuer: Url | None = None
    """Staff sign in with OpenID Connect at this issuer, besides their passwords."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Separated by commas: the first encrypts, all decrypt."""

    @model_validator(mode="before")
    @classmethod
    def _split_keys(cls, data: dict[str, Any]) -> dict[str, Any]:
        keys = data.get("encryption_keys")
        if isinstance(keys, str):
            data["encryption_keys"] = [key.strip() for key in keys.split(",") if key.strip()]
        return data

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        problems = list(self._problems())
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def clinic_folder(self) -> Path:
        """The folder that was named, else the demo clinic's."""
        if self.clinic is not None:
            return self.clinic
        from demo import CLINIC_FOLDER

        return CLINIC_FOLDER

    @property
    def records_url(self) -> str:
        """SQLAlchemy URL of the records database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'frontdesk.sqlite'}"

    @property
    def checkpoints_url(self) -> str:
        """Where the graph keeps its state: beside the records, unless it is named."""
        if self.checkpoint_url:
            return self.checkpoint_url
        if self.records_url.startswith("postgresql"):
            return self.records_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return f"sqlite:///{self.data_dir.absolute() / 'checkpoints.sqlite'}"

    @property
    def vectors_path(self) -> Path:
        return self.data_dir.absolute() / "knowledge"

    @property
    def fhir_store_path(self) -> Path:
        return self.data_dir.absolute() / "fhir.sqlite"

    def _problems(self) -> Iterator[str]:
        """What must be put right before this can start, a sentence each."""
        if self.database_url and not self.database_url.startswith(
            ("sqlite+aiosqlite://", "postgresql+psycopg://")
        ):
            yield "FRONTDESK_DATABASE_URL must start with sqlite+aiosqlite:/// or postgresql+psycopg://."
        if self.checkpoint_url and not self.checkpoint_url.startswith(("sqlite", "postgresql", "redis")):
            yield "FRONTDESK_CHECKPOINT_URL must start with sqlite:///, postgresql:// or redis://."
        for field, meant_for in NOT_YET.items():
            if getattr(self, field):
                yield f"FRONTDESK_{field.upper()} has no effect yet ({meant_for}): unset it."
        yield from self._unclear_ehr()
        together = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(together) and not (all(together) and self.public_url):
            yield (
                "FRONTDESK_OIDC_ISSUER, FRONTDESK_OIDC_CLIENT_ID, FRONTDESK_OIDC_CLIENT_SECRET and "
                "FRONTDESK_PUBLIC_URL belong together: set all of them, or none of the first three."
            )
        yield from self._unclear_twilio()
        if self.mode == "production":
            yield from self._unfit_for_production()

    def _unclear_twilio(self) -> Iterator[str]:
        if not (self.twilio_account_sid or self.twilio_auth_token):
            return
        if not (self.twilio_account_sid and self.twilio_auth_token and self.public_url):
            yield (
                "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and FRONTDESK_PUBLIC_URL belong together (signatures are made "
                "over the public address): set all of them, or none of the first two. docs/operator/twilio.md"
            )

    def _unclear_ehr(self) -> Iterator[str]:
        client, key_file = self.ehr_client_id, self.ehr_key_file
        vendor = self.ehr_vendor
        if vendor != "fhir" and self.ehr_url is None:
            yield f"FRONTDESK_EHR_VENDOR={vendor} needs FRONTDESK_EHR_URL: docs/operator/vendors/{vendor}.md."
        if self.ehr_calls is not None and vendor != "epic":
            yield "FRONTDESK_EHR_CALLS has an effect with FRONTDESK_EHR_VENDOR=epic only: unset it."
        if vendor in NEEDED_BY:
            missing = [f"FRONTDESK_{each.upper()}" for each in NEEDED_BY[vendor] if not getattr(self, each)]
            if missing:
                yield f"FRONTDESK_EHR_VENDOR={vendor} needs {', '.join(missing)}: docs/operator/vendors/{vendor}.md."
        elif bool(client) != bool(key_file):
            yield "FRONTDESK_EHR_CLIENT_ID and FRONTDESK_EHR_KEY_FILE belong together: set both or neither."
        elif client and self.ehr_url is None:
            yield "FRONTDESK_EHR_CLIENT_ID needs FRONTDESK_EHR_URL, the FHIR base address it is registered with."
        elif client and self.ehr_token and self.ehr_mcp_url is None:
            yield "FRONTDESK_EHR_TOKEN and FRONTDESK_EHR_CLIENT_ID are both set: unset the one that is not meant."

    def _unfit_for_production(self) -> Iterator[str]:
        secret = self.secret_key.get_secret_value() if self.secret_key else ""
        if self.clinic is None:
            yield "FRONTDESK_CLINIC is not set: name your clinic's folder (the demo clinic is for demo mode)."
        if len(secret) < SHORTEST_SECRET or secret.lower() in WELL_KNOWN_SECRETS or len(set(secret)) < 10:
            yield (
                f"FRONTDESK_SECRET_KEY is missing or weak: set at least {SHORTEST_SECRET} random characters, "
                "for example from `openssl rand -hex 32`."
            )
        if self.service_token and len(self.service_token.get_secret_value()) < SHORTEST_SECRET:
            yield f"FRONTDESK_SERVICE_TOKEN is weak: set {SHORTEST_SECRET} or more random characters, or none."
        if self.public_url and not self.public_url.startswith("https://"):
            yield "FRONTDESK_PUBLIC_URL must be https:// in production: cookies are sent over TLS only."
        if self.clock is not None:
            yield "FRONTDESK_CLOCK pins the time and works with FRONTDESK_MODE=demo only: unset it."


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`.

    Raises InvalidConfiguration whose message names every setting that cannot be used and says what to do.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidConfiguration(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = ["These settings need a change:"]
    for problem in error.errors(include_input=False, include_url=False):
        if problem["loc"]:
            lines.append(f"  {_environment_name(problem['loc'][0])}: {problem['msg']}")
        else:
            lines += [f"  {line}" for line in problem["msg"].removeprefix("Value error, ").splitlines()]
    if any("demo mode" in line or "FRONTDESK_SECRET_KEY" in line for line in lines):
        lines.append("To try Frontdesk with the demo clinic, set FRONTDESK_MODE=demo (or use `make run`).")
    return "\n".join(lines)


def _environment_name(field: int | str) -> str:
    name = str(field).upper()
    return name if name.startswith(("OPENAI_", "TWILIO_A", "FRONTDESK_")) else f"FRONTDESK_{name}"
