"""What a demo makes up once and keeps in `demo.json`: its address, tokens, secret key and staff logins."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel
from sqlalchemy import Connection

from clinic.requests import StaffRole
from server.records import Database
from server.settings import Settings
from server.staff.accounts import add_account, change_account, find_by_email
from server.staff.passwords import hash_password, new_password
from server.tokens import new_token

FILE = "demo.json"
STAFF: tuple[tuple[str, StaffRole, str, str], ...] = (
    ("frontdesk@demo.example", "front_desk", "Jordan at the front desk", ""),
    ("nurse@demo.example", "nurse", "Nurse Avery", ""),
    ("clinician@demo.example", "clinician", "Dr. Chidi Okafor", "9000000023"),
    ("manager@demo.example", "manager", "Riley, the practice manager", ""),
)
"""E-mail address, role, name and NPI of the demo's people."""


class StaffLogin(BaseModel):
    """A login to the staff console."""

    email: str
    password: str
    role: str


class DemoAccess(BaseModel):
    """The content of demo.json."""

    url: str = ""
    service_token: str
    secret_key: str
    twilio_auth_token: str = ""
    """Signs what a simulated phone sends, where no account at Twilio is set."""
    staff: list[StaffLogin] = []

    @classmethod
    def load_or_make(cls, data_dir: Path) -> Self:
        """What an earlier start kept, so that tokens stay valid over restarts, or new random secrets."""
        file = data_dir / FILE
        kept = cls.model_validate_json(file.read_bytes()) if file.exists() else None
        if kept is not None and kept.twilio_auth_token:
            return kept
        made = kept or cls(service_token=new_token(), secret_key=new_token())
        made.twilio_auth_token = new_token()  # not in the file of an earlier release
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


async def demo_staff(data_dir: Path, database: Database, now: datetime) -> None:
    """A login of every role with the password in demo.json: one for all, as it is no secret from whoever runs it."""
    access = DemoAccess.load_or_make(data_dir)
    password = access.staff[0].password if access.staff else new_password()

    def work(connection: Connection) -> None:
        known = find_by_email(connection, STAFF[0][0])
        if known and access.staff:
            return
        encoded = hash_password(password)
        for email, role, name, npi in STAFF:
            if find_by_email(connection, email):
                change_account(connection, email, at=now, event="staff_password_set", password=encoded)
            else:
                add_account(
                    connection, email=email, name=name, role=role, npi=npi, password_hash=encoded, at=now
                )

    await database.write(work)
    if not access.staff:
        logins = [StaffLogin(email=email, password=password, role=role) for email, role, _, _ in STAFF]
        access.model_copy(update={"staff": logins}).save(data_dir)
