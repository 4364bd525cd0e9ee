"""Doors: which conversation a phone number leads to, and further browsers that a signed link has let in.

A door proves nothing by itself. Who opens one has proven it first: an SMS door by a text that came from the number, or
by a code sent to it; a web door by a link that was sent to the patient.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from clinic.models import Value
from server.records.audit import append_audit
from server.records.conversations import Access
from server.records.tables import conversations, doors, links
from server.tokens import hash_token, new_token

RESTS = timedelta(days=7)
"""A conversation without a word for this long is not gone on with: a new one begins."""
LINK_LIFETIME = timedelta(hours=24)


class Door(Value):
    """A way into a conversation. `address`: E.164 for `sms` and `voice`, the hash of a token for `web`."""

    channel: Literal["sms", "voice", "web"]
    address: str


def behind(connection: Connection, door: Door, now: datetime) -> Access | None:
    """The conversation that the door leads to, as spoken in by that channel; None where there is none any more."""
    table = conversations.c
    query = (
        select(table.id, table.joined_to, table.token_hash, table.status, table.last_turn_at)
        .join(doors, doors.c.conversation_id == table.id)
        .where(doors.c.channel == door.channel, doors.c.address == door.address)
    )
    row = connection.execute(query).one_or_none()
    while row is not None and row.joined_to:
        columns = table.id, table.joined_to, table.token_hash, table.status, table.last_turn_at
        row = connection.execute(select(*columns).where(table.id == row.joined_to)).one_or_none()
    if row is None or row.status == "closed" or now - row.last_turn_at > RESTS:
        return None
    return Access(conversation_id=row.id, channel=door.channel, token_hash=row.token_hash)


def open_door(connection: Connection, conversation_id: str, door: Door, now: datetime) -> None:
    """Let the door lead to this conversation from now on, wherever it led before."""
    is_it = doors.c.channel == door.channel, doors.c.address == door.address
    connection.execute(delete(doors).where(*is_it))
    row = door.model_dump() | {"conversation_id": conversation_id, "opened_at": now}
    connection.execute(insert(doors).values(row))
    detail = {"channel": door.channel}
    append_audit(connection, event="door_opened", at=now, conversation_id=conversation_id, detail=detail)


def leads_to(connection: Connection, conversation_id: str, door: Door) -> bool:
    """Whether the door leads to just this conversation."""
    is_it = doors.c.channel == door.channel, doors.c.address == door.address
    query = select(doors.c.conversation_id).where(*is_it)
    return connection.execute(query).scalar() == conversation_id


def make_link(connection: Connection, conversation_id: str, now: datetime) -> str:
    """A token that lets one browser into the conversation, once, within LINK_LIFETIME; its hash alone is kept."""
    token = new_token()
    row = {
        "token_hash": hash_token(token),
        "conversation_id": conversation_id,
        "expires_at": now + LINK_LIFETIME,
    }
    connection.execute(insert(links).values(row))
    return token


def use_link(connection: Connection, token: str, now: datetime) -> Access | None:
    """The conversation of a link that was not used yet; the token is good for a web door from now on."""
    used = (
        update(links)
        .where(links.c.token_hash == hash_token(token), links.c.used_at.is_(None), links.c.expires_at > now)
        .values(used_at=now)
        .returning(links.c.conversation_id)
    )
    conversation_id = connection.execute(used).scalar()
    if conversation_id is None:
        return None
    open_door(connection, conversation_id, Door(channel="web", address=hash_token(token)), now)
    query = select(conversations.c.token_hash).where(conversations.c.id == conversation_id)
    token_hash: str = connection.execute(query).scalar_one()
    return Access(conversation_id=conversation_id, channel="web", token_hash=token_hash)
