"""The tables of the records database. A change here needs a migration in `migrations/versions`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A zone-aware instant, kept in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Instants in the records are zone-aware.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()
Json = JSON(none_as_null=True)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("patient_id", String(64)),
    Column("opened_at", Instant, nullable=False),
    Column("last_turn_at", Instant, nullable=False),
    Column("last_seq", Integer, nullable=False),  # of its messages, over all roles
    Column("turns", Integer, nullable=False),  # patient messages stored so far
    Column("turns_done", Integer, nullable=False),  # number of the last one that is finished
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("options", Json),
    Column("citations", Json),
    Column("at", Instant, nullable=False),
    # Patient messages only:
    Column("turn_id", String(40), unique=True),
    Column("turn", Integer),  # counted from 1
    Column("option_id", String(200)),
    Column("idempotency_key", String(200)),
    Column("fingerprint", String(64)),  # of what was sent under that key
    Column("state", String(16)),  # received, done, failed (apologised) or refused (the caller's mistake)
    Column("attempts", Integer),
    Column("outcome", Json),  # the Turn that answered it, or the problem
    UniqueConstraint("conversation_id", "idempotency_key"),
)
Index(
    "messages_unfinished",
    messages.c.state,
    sqlite_where=messages.c.state == "received",
    postgresql_where=messages.c.state == "received",
)

requests = Table(
    "requests",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("urgent", Boolean, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String(200), primary_key=True),  # what makes a delivery happen once
    Column("conversation_id", String(40), ForeignKey("conversations.id"), index=True),
    Column("channel", String(16), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("key", String(200), primary_key=True),  # of the call that sent it
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("patient_id", String(64), index=True),  # none: nobody fitted, and nothing was sent
    Column("caller", String(64), nullable=False, index=True),  # sealed
    Column("sealed", String(64), nullable=False),  # the code, as clinic.one_time_codes keeps it
    Column("sent_at", Instant, nullable=False, index=True),
    Column("used_by", String(200)),  # key of the check that used it up
)

wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("key", String(200), primary_key=True),  # of the check
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("patient_id", String(64), index=True),
    Column("caller", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("event", String(40), nullable=False),
    Column("conversation_id", String(40), index=True),
    Column("detail", JSON, nullable=False),  # ids, codes and counts; no patient data
    Column("previous_hash", String(64), nullable=False, unique=True),  # unique: the chain cannot fork
    Column("hash", String(64), nullable=False),
)
