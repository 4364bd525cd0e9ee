"""Text messages: webhooks that wait to be worked on, who consents to be written to, and how deliveries fare."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("serial", sa.Integer),
    sa.Column("purpose", sa.String(16)),
    sa.Column("about", sa.String(64)),
    sa.Column("patient_id", sa.String(64)),
    sa.Column("asks", sa.String(16)),
    sa.Column("reference", sa.String(64)),
    sa.Column("provider_id", sa.String(64)),
    sa.Column("attempts", sa.Integer),
    sa.Column("due_at", Instant),
    sa.Column("retry_at", Instant),
    sa.Column("error", sa.String(40)),
    sa.Column("settled_at", Instant),
)


def upgrade() -> None:
    for column in _ADDED:
        op.add_column("outbox", column.copy())
    op.create_index("ix_outbox_state", "outbox", ["state"])
    op.create_index("ix_outbox_recipient", "outbox", ["recipient"])
    op.create_index("ix_outbox_serial", "outbox", ["serial"])
    for unique in ("reference", "provider_id"):
        op.create_index(f"ix_outbox_{unique}", "outbox", [unique], unique=True)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("phone", sa.String(20), nullable=False, index=True),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("source", sa.String(64), nullable=False, unique=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "webhooks",
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("fields", sa.JSON),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("done_at", Instant),
    )


def downgrade() -> None:
    op.drop_table("webhooks")
    op.drop_table("consents")
    for index in ("provider_id", "reference", "serial", "recipient", "state"):
        op.drop_index(f"ix_outbox_{index}", "outbox")
    for column in _ADDED:
        op.drop_column("outbox", column.name)
