"""A county's own texts for answering reporters; when a report was withdrawn."""

import sqlalchemy as sa
from alembic import op

from publishing.kernel.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(20), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_wordings_body")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["accounts.id"], name=op.f("fk_wordings_changed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
    )
    op.create_index(op.f("ix_wordings_division_code"), "wordings", ["division_code"])
    op.add_column("tips", sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE tips SET withdrawn_at = (SELECT max(a.at) FROM audit_rows a WHERE a.action = 'tip.withdraw'"
        " AND a.subject = 'tip:' || tips.id) WHERE state = 'withdrawn' AND danger_goes_on"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE tips DROP COLUMN withdrawn_at")
    op.drop_table("wordings")
