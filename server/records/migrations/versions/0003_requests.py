"""Requests that people decide: where they stand, who has them, the decisions, and what patients were told."""

import sqlalchemy as sa
from alembic import op

from server.records.tables import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("patient_id", sa.String(64)),
    sa.Column("due_at", Instant),
    sa.Column("escalated_at", Instant),
    sa.Column("interrupt_id", sa.String(64)),
    sa.Column("waiting", sa.JSON),
    sa.Column("assigned_to", sa.String(64)),
    sa.Column("claimed_by", sa.String(64)),
    sa.Column("claimed_until", Instant),
    sa.Column("outcome", sa.JSON),
    sa.Column("updated_at", Instant),
    sa.Column("lease", sa.String(40)),
    sa.Column("leased_until", Instant),
)


def upgrade() -> None:
    with op.batch_alter_table("requests") as requests:
        requests.alter_column("conversation_id", existing_type=sa.String(40), nullable=True)
        for column in _ADDED:
            requests.add_column(column.copy())
    op.create_index("ix_requests_patient_id", "requests", ["patient_id"])
    op.create_index("ix_requests_due_at", "requests", ["due_at"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(40), primary_key=True),
        _request(),
        sa.Column("seen_version", sa.Integer, nullable=False),
        sa.Column("interrupt_id", sa.String(64), nullable=False),
        sa.Column("release", sa.String(20), nullable=False),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("saw", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("apply_at", Instant, nullable=False, index=True),
        sa.UniqueConstraint("request_id", "seen_version"),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.String(200), primary_key=True),
        _request(),
        sa.Column("conversation_id", sa.String(40), index=True),
        sa.Column("seq", sa.Integer),
        sa.Column("told", sa.String(16), nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("answered_at", Instant),
        sa.Column("at", Instant, nullable=False),
    )


def _request() -> sa.Column[str]:
    return sa.Column("request_id", sa.String(100), sa.ForeignKey("requests.id"), nullable=False, index=True)


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("decisions")
    for index in ("ix_requests_due_at", "ix_requests_patient_id"):
        op.drop_index(index, "requests")
    with op.batch_alter_table("requests") as requests:
        for column in _ADDED:
            requests.drop_column(column.name)
        requests.alter_column("conversation_id", existing_type=sa.String(40), nullable=False)
