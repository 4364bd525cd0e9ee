"""A thread: a conversation with those that go on in it, as staff read them, whatever the channel."""

from typing import Any

from sqlalchemy import Connection, RowMapping, select

from server.records.tables import conversations, messages


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


def thread_messages(connection: Connection, conversation_id: str) -> tuple[RowMapping, ...]:
    """All that was said in the thread, in the order of time: rows of `messages`, with the channel of each.

    A row with `arrives_from` says nothing: there that conversation goes on in this one.
    """
    table, of = messages.c, conversations.c
    ids = thread_of(connection, conversation_id)
    query: Any = (
        select(messages, of.channel.label("opened_by"))
        .join(conversations)
        .where(table.conversation_id.in_(ids), table.state.is_distinct_from("refused"))
        .order_by(table.at, of.opened_at, table.seq)
    )
    return tuple(connection.execute(query).mappings())
