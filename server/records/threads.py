"""A thread: a conversation with those that go on in it, as staff read them, whatever the channel."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, RowMapping, select

from clinic.models import Value
from server.messages import Message
from server.records.tables import conversations, messages
from server.records.transcript import message_from_row


class ThreadLine(Value):
    """One message, where and how it was said."""

    conversation_id: str
    channel: str
    turn: int | None
    """Of a patient's line: its number in that conversation."""
    heard: str | None
    """Of a reply that a caller spoke into: what they heard of it. None: all."""
    message: Message


def thread_of(connection: Connection, conversation_id: str) -> tuple[str, ...]:
    """Ids of the thread's conversations, the one in which it goes on first."""
    table = conversations.c
    root, seen = conversation_id, {conversation_id}
    while joined_to := connection.execute(select(table.joined_to).where(table.id == root)).scalar():
        if joined_to in seen:
            break
        root = joined_to
        seen.add(root)
    found, looked = [root], 0
    while looked < len(found):
        joined = select(table.id).where(table.joined_to == found[looked]).order_by(table.opened_at)
        found += [each for each in connection.execute(joined).scalars() if each not in found]
        looked += 1
    return tuple(found)


def thread_lines(connection: Connection, conversation_id: str) -> tuple[ThreadLine, ...]:
    """All that was said in the thread, in its order; what was joined stands before where it goes on."""
    table, of = messages.c, conversations.c
    ids = thread_of(connection, conversation_id)
    query = (
        select(messages, of.channel.label("opened_by"))
        .join(conversations)
        .where(table.conversation_id.in_(ids), table.state.is_distinct_from("refused"))
        .order_by(table.seq)
    )
    said: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        said[row["conversation_id"]].append(row)
    return tuple(_woven(ids[0], said))


def _woven(conversation_id: str, said: Mapping[str, list[RowMapping]]) -> Iterator[ThreadLine]:
    for row in said[conversation_id]:
        if row["arrives_from"]:
            yield from _woven(row["arrives_from"], said)
        else:
            yield ThreadLine(
                conversation_id=conversation_id,
                channel=row["channel"] or row["opened_by"],
                turn=row["turn"],
                heard=row["heard"],
                message=message_from_row(row),
            )
