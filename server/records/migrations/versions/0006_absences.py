"""What patients are told when they come back, and who covers for staff who are away."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("held", sa.Text))
        notices.add_column(sa.Column("level", sa.String(16)))
    op.create_table(
        "staff_absences",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column(
            "account_id", sa.String(40), sa.ForeignKey("staff_accounts.id"), nullable=False, index=True
        ),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False, index=True),
        sa.Column("covered_by", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("staff_absences")
    with op.batch_alter_table("notices") as notices:
        notices.drop_column("level")
        notices.drop_column("held")
