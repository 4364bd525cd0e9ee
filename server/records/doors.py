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
from server.records.tables import conversations, doors, links, messages
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


def open_door(
    connection: Connection, conversation_id: str, door: Door, now: datetime, *, sees_from: int = 0
) -> None:
    """Let the door lead to this conversation from now on, wherever it led before."""
    is_it = doors.c.channel == door.channel, doors.c.address == door.address
    connection.execute(delete(doors).where(*is_it))
    row = door.model_dump() | {
        "conversation_id": conversation_id,
        "opened_at": now,
        "sees_from": sees_from,
    }
    connection.execute(insert(doors).values(row))
    detail = {"channel": door.channel}
    append_audit(connection, event="door_opened", at=now, conversation_id=conversation_id, detail=detail)


def let_in(connection: Connection, conversation_id: str, token: str) -> Access | None:
    """Who may speak in the conversation with a web door's token; None where it opens another one, or nothing."""
    table = conversations.c
    is_it = doors.c.channel == "web", doors.c.address == hash_token(token), table.id == conversation_id
    query = select(table.id, doors.c.sees_from).join(doors, doors.c.conversation_id == table.id)
    row = connection.execute(query.where(*is_it)).one_or_none()
    if row is None:
        return None
    hashed = hash_token(token)
    return Access(conversation_id=row.id, channel="web", token_hash=hashed, sees_from=row.sees_from)


def continue_in(connection: Connection, joined_from: str, token: str, now: datetime) -> Access | None:
    """Open a web door into the conversation that took this one in, with `token`; it shows what was said since then.

    None where the conversation did not go on elsewhere.
    """
    table = conversations.c
    joined_to = connection.execute(select(table.joined_to).where(table.id == joined_from)).scalar()
    if joined_to is None:
        return None
    arrival = select(messages.c.seq).where(
        messages.c.conversation_id == joined_to, messages.c.arrives_from == joined_from
    )
    since = connection.execute(arrival).scalar_one()
    door = Door(channel="web", address=hash_token(token))
    open_door(connection, joined_to, door, now, sees_from=since)
    return Access(conversation_id=joined_to, channel="web", token_hash=hash_token(token), sees_from=since)


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
    return Access(conversation_id=conversation_id, channel="web", token_hash=hash_token(token))
