"""One-time codes that were sent, and guesses that were wrong."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "one_time_codes",
        *_whose(),
        sa.Column("sealed", sa.String(64), nullable=False),
        sa.Column("sent_at", Instant, nullable=False, index=True),
        sa.Column("used_by", sa.String(200)),
    )
    op.create_table("wrong_codes", *_whose(), sa.Column("at", Instant, nullable=False, index=True))


def _whose() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
        sa.Column("patient_id", sa.String(64), index=True),
        sa.Column("caller", sa.String(64), nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("wrong_codes", "one_time_codes"):
        op.drop_table(table)
