"""Documents that staff uploaded, and what patients asked of them."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_documents",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("uploaded_by", sa.String(40), nullable=False),
        sa.Column("uploaded_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
    )
    op.create_table(
        "asked_questions",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False, index=True),
        sa.Column("passage", sa.String(200), nullable=False),
        sa.Column("contradicts", sa.String(200), nullable=False),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("settled_at", Instant),
    )


def downgrade() -> None:
    op.drop_table("asked_questions")
    op.drop_table("knowledge_documents")
