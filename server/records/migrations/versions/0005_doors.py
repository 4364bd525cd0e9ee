"""One conversation over several channels: the doors that lead to it, links into it, and what goes on in it."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("joined_to", sa.String(40)))
    op.create_index("ix_conversations_joined_to", "conversations", ["joined_to"])
    op.add_column("messages", sa.Column("channel", sa.String(16)))
    op.add_column("messages", sa.Column("arrives_from", sa.String(40)))
    op.create_table(
        "doors",
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), nullable=False, index=True
        ),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("sees_from", sa.Integer, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), nullable=False, index=True
        ),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
    )


def downgrade() -> None:
    op.drop_table("links")
    op.drop_table("doors")
    op.drop_column("messages", "arrives_from")
    op.drop_column("messages", "channel")
    op.drop_index("ix_conversations_joined_to", "conversations")
    op.drop_column("conversations", "joined_to")
