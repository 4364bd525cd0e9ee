"""What a demo makes up once and keeps in `demo.json`: its address, service token and secret key."""

import json
import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel

from server.settings import Settings
from server.tokens import new_token

FILE = "demo.json"


class StaffLogin(BaseModel):
    """A login to the staff console."""

    email: str
    password: str
    role: str


class DemoAccess(BaseModel):
    """The content of demo.json. `staff` is empty until there is a console to log in to."""

    url: str = ""
    service_token: str
    secret_key: str
    staff: list[StaffLogin] = []

    @classmethod
    def load_or_make(cls, data_dir: Path) -> Self:
        """What an earlier start kept, so that tokens stay valid over restarts, or new random secrets."""
        file = data_dir / FILE
        if file.exists():
            return cls.model_validate_json(file.read_bytes())
        made = cls(service_token=new_token(), secret_key=new_token())
        made.save(data_dir)
        return made

    def save(self, data_dir: Path) -> None:
        """Write demo.json, readable by its owner alone, as a whole or not at all."""
        data_dir.mkdir(parents=True, exist_ok=True)
        written = data_dir / f"{FILE}.{os.getpid()}"
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as output:
            json.dump(self.model_dump(), output, indent=2)
        written.replace(data_dir / FILE)


def secrets_of(settings: Settings) -> tuple[str, str | None]:
    """The secret key, and the service token where there is one; a demo makes up what is not set."""
    secret_key = settings.secret_key.get_secret_value() if settings.secret_key else None
    service_token = settings.service_token.get_secret_value() if settings.service_token else None
    if settings.demo and not (secret_key and service_token):
        made = DemoAccess.load_or_make(settings.data_dir)
        secret_key, service_token = secret_key or made.secret_key, service_token or made.service_token
    assert secret_key is not None, "production settings are refused without one"
    return secret_key, service_token
