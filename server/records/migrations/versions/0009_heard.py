"""What a caller heard of a reply that they spoke into."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("heard", sa.Text))


def downgrade() -> None:
    op.drop_column("messages", "heard")
