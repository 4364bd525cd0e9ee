"""Our public keys, as an EHR wants them: a JWK Set, printed before there is any registration to speak of."""

import json
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from clinic.errors import InvalidConfiguration
from tools.smart import KeyFile


class _KeySetting(BaseSettings):
    """The one setting that is needed for it; the others may not be made yet."""

    model_config = SettingsConfigDict(
        env_prefix="FRONTDESK_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    ehr_key_file: Path | None = None


def public_keys() -> str:
    """JSON. Raises InvalidConfiguration, KeyUnusable."""
    file = _KeySetting().ehr_key_file
    if file is None:
        raise InvalidConfiguration(
            "Set FRONTDESK_EHR_KEY_FILE: the private key whose public half is to be printed."
        )
    return json.dumps(KeyFile(file).published(), indent=2)
