"""What conversations did in the EHR, and the notes that document them."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _of_conversation() -> sa.Column[str]:
    of = sa.ForeignKey("conversations.id")
    return sa.Column("conversation_id", sa.String(40), of, nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "deeds",
        sa.Column("key", sa.String(200), primary_key=True),
        _of_conversation(),
        sa.Column("patient_id", sa.String(200), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.String(200), primary_key=True),
        _of_conversation(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.String(200)),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("document_id", sa.String(200)),
        sa.Column("at", Instant, nullable=False),
        sa.Column("settled_at", Instant),
    )


def downgrade() -> None:
    op.drop_table("notes")
    op.drop_table("deeds")
