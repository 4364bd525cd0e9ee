"""The first tables: conversations, messages, requests, outbox and audit."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("patient_id", sa.String(64)),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("last_turn_at", Instant, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("turns_done", sa.Integer, nullable=False),
    )
    _create_messages()
    op.create_table(
        "requests",
        sa.Column("id", sa.String(100), primary_key=True),
        _conversation(nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(200), primary_key=True),
        _conversation(nullable=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("sent_at", Instant),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.String(40), index=True),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("options", sa.JSON),
        sa.Column("citations", sa.JSON),
        sa.Column("at", Instant, nullable=False),
        sa.Column("turn_id", sa.String(40), unique=True),
        sa.Column("turn", sa.Integer),
        sa.Column("option_id", sa.String(200)),
        sa.Column("idempotency_key", sa.String(200)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("state", sa.String(16)),
        sa.Column("attempts", sa.Integer),
        sa.Column("outcome", sa.JSON),
        sa.UniqueConstraint("conversation_id", "idempotency_key"),
    )
    unfinished = sa.text("state = 'received'")
    op.create_index(
        "messages_unfinished", "messages", ["state"], sqlite_where=unfinished, postgresql_where=unfinished
    )


def _conversation(*, nullable: bool) -> sa.Column[str]:
    return sa.Column(
        "conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), nullable=nullable, index=True
    )


def downgrade() -> None:
    for table in ("audit", "outbox", "requests", "messages", "conversations"):
        op.drop_table(table)
