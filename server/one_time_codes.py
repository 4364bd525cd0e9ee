"""One-time codes by text message: kept in the records, sent through the outbox."""

import secrets
from pathlib import Path

import yaml

from clinic.clock import Clock
from clinic.one_time_codes import LIFETIME, new_code, sealed
from clinic.settings import ClinicSettings
from server.records.codes import keep_code, use_code
from server.records.database import Database
from tools.ehr.code_port import CodeOutcome, CodeParty

_NOTICES = Path(__file__).with_name("notices.yaml")


class CodesByOutbox:
    """Fulfils tools.ehr.code_port.OneTimeCodes."""

    def __init__(self, database: Database, clinic: ClinicSettings, clock: Clock, secret_key: str) -> None:
        self._database = database
        self._clinic = clinic
        self._clock = clock
        self._secret_key = secret_key
        self._words: dict[str, str] = yaml.safe_load(_NOTICES.read_text(encoding="utf-8"))["one_time_code"]

    async def send(self, party: CodeParty, *, phone: str | None, language: str, key: str) -> CodeOutcome:
        code = new_code(secrets.randbelow)
        message = self._words.get(language, self._words["en"]).format(
            code=code, clinic=self._clinic.name, minutes=int(LIFETIME.total_seconds() // 60)
        )
        return await self._database.write(
            lambda connection: keep_code(
                connection,
                self._counted(party),
                key=key,
                code=code,
                secret_key=self._secret_key,
                phone=phone,
                message=message,
                at=self._clock.now(),
            )
        )

    async def check(self, party: CodeParty, *, code: str, key: str) -> CodeOutcome:
        return await self._database.write(
            lambda connection: use_code(
                connection,
                self._counted(party),
                key=key,
                code=code,
                secret_key=self._secret_key,
                at=self._clock.now(),
            )
        )

    def _counted(self, party: CodeParty) -> CodeParty:
        """The party as it is kept: a caller's number or address is none of the records' business."""
        caller = sealed(party.caller, "caller", self._secret_key) if party.caller else ""
        return party.model_copy(update={"caller": caller})
