"""How a patient's other devices come into a conversation: a code to a phone, a link, or going on in an earlier one."""

import secrets
from pathlib import Path

import yaml

from clinic.clock import Clock
from clinic.errors import FrontdeskError
from clinic.one_time_codes import LIFETIME, new_code, sealed
from clinic.settings import ClinicSettings
from server.messages import Message
from server.records import Access, Database, Line, messages_after
from server.records.codes import keep_code, use_code
from server.records.doors import Door, continue_in, open_door, use_link
from server.records.joining import join_key
from server.runner import ConversationRunner
from server.tokens import new_message_id, new_token
from tools.ehr.code_port import CodeParty

_NOTICES = Path(__file__).with_name("notices.yaml")


class LinkUsed(FrontdeskError):
    code = "link_used"
    status = 410

    def __init__(self) -> None:
        super().__init__(
            "This link was used or is too old: open a new conversation, or ask for another link."
        )


class NotJoined(FrontdeskError):
    code = "not_joined"
    status = 409

    def __init__(self) -> None:
        super().__init__("This conversation goes on nowhere else: send the next message here.")


class TooManyCodes(FrontdeskError):
    code = "too_many_codes"
    status = 429

    def __init__(self) -> None:
        super().__init__("Too many codes were sent or tried: go on here, or call the clinic.")


class WrongCode(FrontdeskError):
    code = "wrong_code"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            "That is not the code that was sent last, or it is too old: check it, or send a new one."
        )


class Doors:
    """Opens doors into conversations once it is proven who stands before them."""

    def __init__(self, database: Database, runner: ConversationRunner, clock: Clock, secret_key: str) -> None:
        self._database = database
        self._runner = runner
        self._clock = clock
        self._secret_key = secret_key
        self._words: dict[str, str] = yaml.safe_load(_NOTICES.read_text(encoding="utf-8"))["door_code"]

    async def send_code(
        self, access: Access, phone: str, clinic: ClinicSettings, *, caller: str, language: str
    ) -> None:
        """Text a code to `phone` (E.164); told here, it lets that phone go on by text. Raises TooManyCodes."""
        key, code, now = f"door:{new_message_id()}", new_code(secrets.randbelow), self._clock.now()
        message = self._words.get(language, self._words["en"]).format(
            code=code, clinic=clinic.name, minutes=int(LIFETIME.total_seconds() // 60)
        )
        party = self._party(access, phone, caller)
        outcome = await self._database.write(
            lambda connection: keep_code(
                connection, party, key=key, code=code, secret_key=self._secret_key,
                phone=phone, message=message, at=now,
            )
        )  # fmt: skip
        if outcome == "too_many":
            raise TooManyCodes

    async def open_by_code(self, access: Access, phone: str, code: str, *, caller: str) -> None:
        """What comes by text from `phone` belongs to this conversation from now on. Raises WrongCode, TooManyCodes."""
        key, now = f"door:{new_message_id()}", self._clock.now()
        party = self._party(access, phone, caller)
        outcome = await self._database.write(
            lambda connection: use_code(
                connection, party, key=key, code=code, secret_key=self._secret_key, at=now
            )
        )
        if outcome != "done":
            raise WrongCode if outcome == "wrong" else TooManyCodes
        door = Door(channel="sms", address=phone)
        await self._database.write(
            lambda connection: open_door(connection, access.conversation_id, door, now)
        )

    async def by_link(self, token: str) -> tuple[Access, tuple[Message, ...]]:
        """The conversation that a one-time link leads to, with what was said so far. Raises LinkUsed."""
        now = self._clock.now()
        access = await self._database.write(lambda connection: use_link(connection, token, now))
        if access is None:
            raise LinkUsed
        return access, await messages_after(self._database, access.conversation_id, 0)

    async def by_joining(self, access: Access) -> tuple[Access, str, tuple[Message, ...]]:
        """The earlier conversation that has taken this one in: access, its token, and what was said since.

        Waits for the words with which it goes on. Raises NotJoined.
        """
        token, now = new_token(), self._clock.now()
        there = await self._database.write(
            lambda connection: continue_in(connection, access.conversation_id, token, now)
        )
        if there is None:
            raise NotJoined
        await arrived(self._runner, access, there)
        said = await messages_after(self._database, there.conversation_id, there.sees_from)
        return there, token, said

    def _party(self, access: Access, phone: str, caller: str) -> CodeParty:
        """Counted as codes of identification are: by the phone, by who asks, and by conversation."""
        return CodeParty(
            patient_id=sealed(phone, "door", self._secret_key),
            caller=sealed(caller, "caller", self._secret_key) if caller else "",
            conversation_id=access.conversation_id,
        )


async def arrived(runner: ConversationRunner, left: Access, there: Access) -> tuple[Message, ...]:
    """The words with which a conversation goes on where another one has joined it."""
    line = Line(arrives_from=left.conversation_id)
    turn = await runner.submit(there, line, key=join_key(left.conversation_id))
    finished = await turn.result()
    return getattr(finished.result, "messages", ())
