"""Settings of the model that may understand lines: any server with OpenAI's chat API."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Read from the environment: FRONTDESK_LLM_MODEL, FRONTDESK_LLM_TIMEOUT, OPENAI_API_KEY, OPENAI_BASE_URL."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    model: str = Field(default="", validation_alias="FRONTDESK_LLM_MODEL")
    """Empty: no model, local understanding alone."""
    timeout: float = Field(default=4.0, gt=0, le=60, validation_alias="FRONTDESK_LLM_TIMEOUT")
    """Seconds for the whole turn's model work, a retry included."""
    api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    failures_to_open: int = Field(default=5, ge=1, validation_alias="FRONTDESK_LLM_FAILURES")
    """Failed turns in a row after which the model is left alone …"""
    recovery: float = Field(default=30.0, gt=0, validation_alias="FRONTDESK_LLM_RECOVERY")
    """… for so many seconds, until one turn tries it again."""
