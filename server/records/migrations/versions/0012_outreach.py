"""What was told of visits, or why it was not: an occasion is claimed once."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outreach_claims",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("appointment_id", sa.String(200), nullable=False, index=True),
        sa.Column("patient_id", sa.String(200), nullable=False),
        sa.Column("starts_at", Instant, nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("delivery", sa.String(200), index=True),
    )


def downgrade() -> None:
    op.drop_table("outreach_claims")
